import type { MergeCode, MergeLine } from "../../app/merge.ts";

/** The details of every code; one that is missing here does not compile. */
const values: { readonly [C in MergeCode]: Extract<MergeLine, { readonly code: C }>["values"] } = {
  "renamed-over": { name: "Mine", theirs: "Theirs" },
  "name-yielded": { name: "Mine", theirs: "Theirs" },
  "name-kept": { theirs: "Theirs" },
  "groups-kept": { groups: 2 },
  "move-yielded": { group: "Friends" },
  "removal-yielded": {},
  "sent-again": {},
  "nameless-left": {},
  crossed: {},
  "name-differs": { name: "Mine", theirs: "Theirs" },
  "brought-back": {},
};

/** A merge line of every code, with nothing lost. */
export const everyMergeLine: readonly MergeLine[] = Object.entries(values).map(
  ([code, of]) => ({ code, values: of, lost: [] }) as unknown as MergeLine,
);
