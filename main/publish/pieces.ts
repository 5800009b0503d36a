import { entryKinds, type AccountEntries, type EntryChange, type EntryKind } from "../../app/patch.ts";
import type { BareJid } from "../../app/jid.ts";
import { compareResources } from "../../app/presence.ts";
import type { AccountModel } from "../roster/model.ts";
import { shownEntries } from "./shown.ts";

/** The limit of one message to the page, in characters; its last entry may exceed it. */
export const pieceWeight = 4_000_000;

type Entry = AccountEntries[EntryKind];

/** What changed in an account, entry by entry; `weight` is about its length as JSON. */
export interface Piece {
  readonly change: { readonly [K in EntryKind]?: EntryChange<AccountEntries[K]> };
  readonly weight: number;
}

/**
 * The entries with these keys as they are published, in pieces that a page can read one by one. A key without an entry
 * means that it was removed. Each entry is read when its piece is taken.
 */
export function* pieces(
  model: AccountModel,
  keysOf: (kind: EntryKind) => Iterable<string>,
  limit: number,
): Generator<Piece> {
  let change: Partial<Record<EntryKind, { set: unknown[]; removed: string[] }>> = {};
  let weight = 0;
  const take = (): Piece => {
    const piece = { change: change as Piece["change"], weight };
    change = {};
    weight = 0;
    return piece;
  };
  for (const kind of entryKinds)
    for (const key of keysOf(kind)) {
      const entry = readEntry(model, kind, key);
      const part = (change[kind] ??= { set: [], removed: [] });
      if (entry === undefined) part.removed.push(key);
      else part.set.push(entry);
      weight += entry === undefined ? key.length : weightOfEntry(entry);
      if (weight >= limit) yield take();
    }
  if (weight > 0) yield take();
}

/** The keys of all entries of a kind. It may be iterated while entries are added and removed. */
export function allKeys(model: AccountModel): (kind: EntryKind) => Iterable<string> {
  return (kind) => (kind === "presence" ? model.presentJids() : model[kind].keys());
}

/** An entry as it is published; undefined when there is none (any more). */
function readEntry(model: AccountModel, kind: EntryKind, key: string): Entry | undefined {
  const entry = entryOf(model, kind, key);
  // The table links a kind to its own entries; TypeScript loses the link.
  const show = shownEntries[kind] as ((entry: Entry) => Entry) | undefined;
  return entry === undefined || show === undefined ? entry : show(entry);
}

function entryOf(model: AccountModel, kind: EntryKind, key: string): Entry | undefined {
  if (kind === "presence") {
    const bareJid = key as BareJid;
    const resources = model.resourcesOf(bareJid);
    return resources.length === 0 ? undefined : { bareJid, resources: resources.toSorted(compareResources) };
  }
  if (kind === "contacts") return model.listed(key as BareJid);
  const map: ReadonlyMap<string, Entry> = model[kind];
  return map.get(key);
}

/** About the length of an entry as JSON. There may be 100,000 contacts, so this does not walk through each. */
function weightOfEntry(entry: Entry): number {
  if (!("subscription" in entry)) return weightOf(entry);
  let weight = 120 + entry.bareJid.length + entry.address.length + entry.name.length;
  for (const group of entry.groups) weight += group.length + 3;
  return weight;
}

/** About the length of a value as JSON. */
function weightOf(value: unknown): number {
  if (typeof value === "string") return value.length + 3;
  if (typeof value !== "object" || value === null) return 5;
  let weight = 2;
  for (const key in value) weight += key.length + 3 + weightOf(value[key as keyof typeof value]);
  return weight;
}
