import type { BareJid } from "../../app/jid.ts";
import { needsSignIn, type Session } from "../../app/session.ts";
import type { Kith } from "../kith.ts";

/** Calls the listener with whether somebody's list is open, now and whenever that changes. */
export async function watchForList(
  application: Pick<Kith, "handlers" | "onPatch">,
  listener: (hasList: boolean) => void,
): Promise<void> {
  const sessions = new Map<BareJid, Session>();
  let told: boolean | undefined;
  const tell = () => {
    const hasList = [...sessions.values()].some((session) => !needsSignIn(session));
    if (hasList !== told) listener(hasList);
    told = hasList;
  };
  application.onPatch(({ added, removed, changed }) => {
    if (removed !== undefined) sessions.delete(removed);
    if (added !== undefined) sessions.set(added.account, added.session);
    if (changed?.session !== undefined) sessions.set(changed.account, changed.session);
    tell();
  });
  const snapshot = await application.handlers.snapshot({});
  if (snapshot.ok) for (const { account, session } of snapshot.value.accounts) sessions.set(account, session);
  tell();
}
