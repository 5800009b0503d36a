import type { BareJid } from "../../app/jid.ts";
import { groupRef } from "../../app/view.ts";
import { parseQuery } from "../find/query.ts";
import type { KithStore } from "../store/kith-store.ts";

/**
 * Expands or collapses these groups, and remembers it with the account. During a search, the
 * change lasts only until the search ends.
 */
export function setExpanded(
  kith: KithStore,
  account: BareJid,
  groups: readonly (string | null)[],
  isExpanded: boolean,
): void {
  const view = kith.getState().accounts.find((one) => one.account === account)?.view;
  if (view === undefined) return;
  const refs = new Set(groups.map(groupRef));
  const { query, foldedFinds } = kith.getState().screen;
  if (parseQuery(query).length > 0) {
    const others = [...foldedFinds].filter((ref) => !refs.has(ref));
    kith.setScreen({ foldedFinds: new Set(isExpanded ? others : [...others, ...refs]) });
    return;
  }
  const others = view.folded.filter((ref) => !refs.has(ref));
  kith.setView(account, { folded: isExpanded ? others : [...others, ...refs] });
}
