import { createHash } from "node:crypto";
import type { BareJid } from "../../app/jid.ts";

/** What stands for an account in a file's name. Addresses differ in length and letter case more than file systems can tell apart. */
export function fileKey(account: BareJid): string {
  return createHash("sha256").update(account).digest("hex").slice(0, 32);
}
