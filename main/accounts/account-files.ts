import * as z from "zod";
import { diagnosisEntrySchema } from "../../app/diagnosis/entry.ts";
import type { BareJid } from "../../app/jid.ts";
import { viewSchema } from "../../app/view.ts";
import type { Disk } from "../disk/disk.ts";
import { cacheSchema } from "../roster/cache.ts";
import { fileKey } from "./file-key.ts";

/** `view-….json`, version 1: how the list is shown. */
const viewFileSchema = z.object({ version: z.literal(1), account: z.string(), view: viewSchema });

/** `strays-….json`, version 1: messages that reached Kith although it takes none, complete. */
const straysFileSchema = z.object({
  version: z.literal(1),
  account: z.string(),
  messages: z.array(
    z.object({
      bareJid: z.string().transform((text) => text as BareJid),
      address: z.string(),
      body: z.string(),
      at: z.number(),
    }),
  ),
});

/** `password-….json`, version 1: the password, sealed by the system's keyring. */
const passwordFileSchema = z.object({ version: z.literal(1), account: z.string(), sealed: z.string() });

/** `failure-….json`, version 1: how the connection last failed. */
const failureFileSchema = z.object({
  version: z.literal(1),
  account: z.string(),
  failure: diagnosisEntrySchema,
});

/** The JSON files of one account. */
export type AccountFiles = ReturnType<typeof accountFiles>;

/** RULE Y3: another account's file under this one's name is damage. */
export function accountFiles(disk: Disk, account: BareJid) {
  const file = <S extends z.ZodType<{ readonly account: string }>>(
    kind: string,
    schema: S,
    isSealed = false,
  ) =>
    disk.jsonFile(
      `${kind}-${fileKey(account)}.json`,
      schema.refine((content) => content.account === account),
      { isSealed },
    );
  return {
    roster: file("roster", cacheSchema, true),
    view: file("view", viewFileSchema),
    strays: file("strays", straysFileSchema),
    password: file("password", passwordFileSchema),
    failure: file("failure", failureFileSchema),
  };
}

/** The file of its edits, one line a step. */
export function journalFile(account: BareJid): string {
  return `edits-${fileKey(account)}.jsonl`;
}
