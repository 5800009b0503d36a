import * as z from "zod";
import { contactSchema, type Contact } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import { itemKey } from "../xmpp/roster-item.ts";

/** What is stored of an account's list between starts: contacts and their version together, in one file (RULE R11). */
export interface RosterCache {
  /** Undefined if the version does not describe these contacts; then the whole list is requested. */
  readonly ver: string | undefined;
  readonly contacts: readonly Contact[];
}

/** The cache file, version 1. */
export const cacheSchema = z.object({
  version: z.literal(1),
  account: z.string(),
  ver: z.string().nullable(),
  contacts: z.array(contactSchema),
});

/**
 * Reads what `cacheSchema` accepted. An entry whose key does not match its address, or that occurs twice, is left out and
 * makes the version invalid.
 */
export function fromCacheFile(file: z.output<typeof cacheSchema>): RosterCache {
  const fitting = file.contacts.filter((contact) => itemKey(contact.address) === contact.bareJid);
  const contacts = [...new Map(fitting.map((contact) => [contact.bareJid, contact])).values()];
  const isWhole = contacts.length === file.contacts.length;
  return { ver: isWhole ? (file.ver ?? undefined) : undefined, contacts };
}

export function toCacheFile(account: BareJid, cache: RosterCache): z.input<typeof cacheSchema> {
  return {
    version: 1,
    account,
    ver: cache.ver ?? null,
    contacts: cache.contacts.map((contact) => ({ ...contact, groups: [...contact.groups] })),
  };
}
