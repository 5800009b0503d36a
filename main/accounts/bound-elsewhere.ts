import type { BareJid, Jid } from "../../app/jid.ts";
import type { Failure } from "../../app/result.ts";
import type { Account } from "./account.ts";
import { parseAccountAddress } from "./account-address.ts";

/**
 * The address to continue with, if the server gave another one than was typed (RULE T26). Null if Kith must not use it:
 * its domain is not the one whose certificate was checked, the account was known by its own address before, or this is a
 * second change of address.
 */
export function addressToTake(typed: Account, failure: Failure): Jid | null {
  const isFirst = !typed.isKept && typed.settings.user === undefined;
  if (failure.code !== "bound-elsewhere" || !isFirst) return null;
  const bound = parseAccountAddress(failure.values.bound);
  if (!bound.ok || domainOf(bound.value.account) !== domainOf(typed.jid.bareJid)) return null;
  return bound.value.jid;
}

function domainOf(bareJid: BareJid): string {
  return bareJid.slice(bareJid.indexOf("@") + 1);
}
