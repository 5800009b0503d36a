import type { BareJid } from "../../app/jid.ts";

/** A person on the list of one of our accounts, identified by the address on that list. */
export interface PersonId {
  readonly account: BareJid;
  readonly bareJid: BareJid;
}

/** The row of one person under one heading; a person in three groups has three. A null group is "No group". */
export interface PersonRowId {
  readonly person: PersonId;
  readonly group: string | null;
}

/** The row of a heading. */
export interface HeadingId {
  readonly person: null;
  readonly group: string | null;
}

export type RowId = PersonRowId | HeadingId;

/** A `RowId` as text, for sets and for the page's elements: equal texts are equal rows. Only this file makes and reads them. */
export type RowKey = string & { readonly rowKey: unique symbol };

/**
 * The key of a row. It begins with the lengths of its parts instead of separating them, because no separator is safe: group names can
 * contain any character, and so can malformed addresses from a server.
 */
export function rowKey({ person, group }: RowId): RowKey {
  const end = group === null ? "-" : `=${group}`;
  return (person === null ? end : `${personKey(person)}${end}`) as RowKey;
}

/** Reads back what `rowKey` wrote. */
export function readRowKey(key: RowKey): RowId {
  const ends = endsIn(key);
  const end = ends?.bareJid ?? 0;
  const group = key[end] === "=" ? key.slice(end + 1) : null;
  if (ends === null) return { person: null, group };
  const account = key.slice(ends.lengths, ends.account) as BareJid;
  return { person: { account, bareJid: key.slice(ends.account, end) as BareJid }, group };
}

/** The `personKey` of a row's person; null for a heading. To count people, this is faster than `readRowKey`. */
export function personKeyIn(key: RowKey): string | null {
  const ends = endsIn(key);
  return ends === null ? null : key.slice(0, ends.bareJid);
}

/** The positions in a person's row key where the lengths, the account and the address end; null for a heading. */
function endsIn(key: RowKey): { lengths: number; account: number; bareJid: number } | null {
  if (key[0] === "=" || key[0] === "-") return null;
  const comma = key.indexOf(",");
  const lengths = key.indexOf(",", comma + 1) + 1;
  const account = lengths + Number(key.slice(0, comma));
  return { lengths, account, bareJid: account + Number(key.slice(comma + 1, lengths - 1)) };
}

/** A `PersonId` as text: equal texts are the same person. */
export function personKey({ account, bareJid }: PersonId): string {
  return `${account.length},${bareJid.length},${account}${bareJid}`;
}

/** The people of these rows, each once, in the order of their first rows. */
export function distinct(rows: readonly PersonRowId[]): PersonId[] {
  return [...new Map(rows.map(({ person }) => [personKey(person), person])).values()];
}
