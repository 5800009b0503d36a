import { useMemo } from "react";
import type { Edit } from "../../app/edit.ts";
import type { Merge } from "../../app/merge.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { oneLine } from "../store/person.ts";
import { useAccount } from "../store/use-kith.ts";

/** A person who was changed both here and elsewhere. */
export interface ChangedElsewhere {
  readonly name: string;
  readonly address: string;
  readonly merge?: Merge;
  /** The edit that was too late, because another device had removed them. */
  readonly gone?: Edit;
}

/** Everybody in this account who was changed elsewhere, until dismissed. */
export function useChangedElsewhere(): readonly ChangedElsewhere[] {
  const view = useAccount();
  return useMemo(() => {
    const { people, merges, edits } = view;
    const merged = [...merges.values()].map((merge) => {
      const person = people.get(merge.bareJid);
      const address = shownAddress(person?.contact.address ?? merge.bareJid);
      return { name: person?.name ?? address, address, merge };
    });
    const gone = [...edits.values()]
      .filter(({ state, why }) => state === "refused" && why?.code === "contact-gone")
      .map((edit) => ({ name: nameIn(edit), address: shownAddress(edit.address), gone: edit }));
    return [...merged, ...gone];
  }, [view]);
}

function nameIn({ deltas, address }: Edit): string {
  const name = deltas.findLast((delta) => delta.do === "rename")?.name ?? "";
  return oneLine(name) || shownAddress(address);
}
