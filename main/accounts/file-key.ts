import { createHash } from "node:crypto";
import type { BareJid } from "../../app/jid.ts";

/** The part of a file's name that identifies an account. Addresses differ in length and case more than file systems can tell apart. */
export function fileKey(account: BareJid): string {
  return createHash("sha256").update(account).digest("hex").slice(0, 32);
}
