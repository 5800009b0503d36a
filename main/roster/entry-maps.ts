import { type AccountEntries, type EntryKey, type EntryKind, entryKinds } from "../../app/patch.ts";

/** The kinds of entries that the model keeps in maps: all but presence, which is joined when it is read. */
export type MappedKind = Exclude<EntryKind, "presence">;

/** One map for each of these kinds, by its name. */
export type EntryMaps = { readonly [K in MappedKind]: ReadonlyMap<EntryKey<K>, AccountEntries[K]> };
export type WritableEntryMaps = { readonly [K in MappedKind]: Map<EntryKey<K>, AccountEntries[K]> };

export function emptyEntryMaps(): WritableEntryMaps {
  const kinds = entryKinds.filter((kind) => kind !== "presence");
  return Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as unknown as WritableEntryMaps;
}

/** A class with these maps as its fields. The cast is needed because TypeScript derives no fields from a type. */
export const WithEntryMaps = function (this: object, maps: EntryMaps) {
  Object.assign(this, maps);
} as unknown as new (maps: EntryMaps) => EntryMaps;
