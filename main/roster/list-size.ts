import type { Contact } from "../../app/contact.ts";
import { streamBounds } from "../xmpp/connection/stanza-builder.ts";

/** The largest list (RULE T24): the same as the largest result. */
export interface ListBounds {
  readonly contacts: number;
  readonly characters: number;
}

export const listBounds: ListBounds = { contacts: streamBounds.items, characters: streamBounds.list };

/** How many characters of a contact the server can choose. */
export function sizeOf(contact: Contact | undefined): number {
  if (contact === undefined) return 0;
  const { address, name, groups } = contact;
  return address.length + name.length + groups.reduce((sum, group) => sum + group.length, 0);
}
