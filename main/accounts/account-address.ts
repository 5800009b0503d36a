import { type BareJid, type Jid, parseJid } from "../../app/jid.ts";
import { fail, ok, type Result } from "../../app/result.ts";

/** The address of an account: it needs a local part and no resource. */
export function parseAccountAddress(
  address: string,
): Result<{ readonly jid: Jid; readonly account: BareJid }> {
  const jid = parseJid(address);
  if (!jid.ok) return jid;
  if (jid.value.local === "" || jid.value.resource !== "") return fail("address-invalid", { address });
  return ok({ jid: jid.value, account: jid.value.bareJid });
}
