import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Contact } from "../../app/contact.ts";
import { account } from "./account-model.ts";

/** Writes what an earlier run leaves in a profile: the account, with these settings besides the usual ones, and its list. */
export async function writeEarlierProfile(
  profile: string,
  contacts: readonly Contact[],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const usual = {
    address: account,
    server: null,
    trust: { fingerprint: null, hasOfferedScram: true },
    own: { show: "available", status: "" },
  };
  const key = createHash("sha256").update(account).digest("hex").slice(0, 32);
  await writeFile(
    join(profile, "accounts.json"),
    JSON.stringify({ version: 1, accounts: [{ ...usual, ...settings }] }),
  );
  await writeFile(
    join(profile, `roster-${key}.json`),
    JSON.stringify({ version: 1, account, ver: "7", contacts }),
  );
}
