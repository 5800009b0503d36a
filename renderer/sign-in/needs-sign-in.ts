import type { AccountView } from "../store/account.ts";

/** Whether the account waits for the person at the sign-in screen, its list standing there to be read. */
export function needsSignIn({ session }: Pick<AccountView, "session">): boolean {
  return session.state === "signed-out" || session.state === "refused";
}
