import type { BareJid } from "../../app/jid.ts";
import { groupRef } from "../../app/view.ts";
import type { KithStore } from "../store/kith-store.ts";

/** Opens or shuts the headings of these groups, for as long as the account is in the profile. */
export function setExpanded(
  kith: KithStore,
  account: BareJid,
  groups: readonly (string | null)[],
  isExpanded: boolean,
): void {
  const view = kith.getState().accounts.find((one) => one.account === account)?.view;
  if (view === undefined) return;
  const refs = new Set(groups.map(groupRef));
  const others = view.folded.filter((ref) => !refs.has(ref));
  kith.setView(account, { folded: isExpanded ? others : [...others, ...refs] });
}
