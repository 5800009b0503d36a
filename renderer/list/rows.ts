import type { BareJid } from "../../app/jid.ts";
import { groupRef } from "../../app/view.ts";
import type { Person } from "../store/person.ts";
import { fold } from "./fold.ts";

/** A heading, or one person under it. `group` is null for the people in no group, who come last. */
export interface GroupRow {
  readonly kind: "group";
  readonly key: string;
  readonly group: string | null;
  readonly available: number;
  readonly total: number;
  readonly isExpanded: boolean;
  /** Counted from 1, as `aria-posinset` is. */
  readonly position: number;
  readonly setSize: number;
}
export interface ContactRow {
  readonly kind: "contact";
  /** A person in three groups has three rows: the group belongs to the key. */
  readonly key: string;
  readonly group: string | null;
  readonly bareJid: BareJid;
  readonly name: string;
  /** One of their edits was refused: the row is taller, to say why. */
  readonly isRefused: boolean;
  readonly position: number;
  readonly setSize: number;
}
export type Row = GroupRow | ContactRow;

export interface RowsInput {
  /** Sorted by name. */
  readonly people: readonly Person[];
  /** The groups that are shut, by `groupRef`. */
  readonly folded: ReadonlySet<string>;
  /** As typed; empty shows everybody. */
  readonly query: string;
  readonly searchText: (person: Person) => string;
  readonly collator: Intl.Collator;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** People who match, each counted once. */
  readonly hits: number;
}

function groupKey(group: string | null): string {
  return group === null ? "no-group" : `group:${group}`;
}

export function contactKey(group: string | null, bareJid: BareJid): string {
  // A bare JID holds no line break, so no group's name can make two keys alike.
  return `${bareJid}\n${groupKey(group)}`;
}

/**
 * The visible rows. A heading's counts are of the whole group, searching or not. While searching, headings without a
 * match are left out and the others stand open, whatever was collapsed.
 */
export function buildRows({ people, folded, query, searchText, collator }: RowsInput): Rows {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const isSearching = words.length > 0;
  const buckets = new Map<string | null, Bucket>();
  let hits = 0;
  for (const person of people) {
    const text = isSearching ? searchText(person) : "";
    const isHit = words.every((word) => text.includes(word));
    if (isHit) hits++;
    const { groups } = person.contact;
    if (groups.length === 0) count(buckets, null, person, isHit);
    else for (const group of groups) count(buckets, group, person, isHit);
  }
  const shown = [...buckets]
    .filter(([, bucket]) => bucket.members.length > 0)
    .sort(([a], [b]) => compareGroups(a, b, collator));
  const rows: Row[] = [];
  shown.forEach(([group, { available, total, members }], index) => {
    const key = groupKey(group);
    const isExpanded = isSearching || !folded.has(groupRef(group));
    rows.push({
      kind: "group",
      key,
      group,
      available,
      total,
      isExpanded,
      position: index + 1,
      setSize: shown.length,
    });
    if (!isExpanded) return;
    members.forEach((person, place) => {
      rows.push({
        kind: "contact",
        key: contactKey(group, person.bareJid),
        group,
        bareJid: person.bareJid,
        name: person.name,
        isRefused: isRefused(person),
        position: place + 1,
        setSize: members.length,
      });
    });
  });
  return { rows, hits };
}

/** Whether the row has to say that an edit was refused. */
export function isRefused({ edits }: Pick<Person, "edits">): boolean {
  return edits.some((edit) => edit.state === "refused");
}

interface Bucket {
  available: number;
  total: number;
  readonly members: Person[];
}

function count(
  buckets: Map<string | null, Bucket>,
  group: string | null,
  person: Person,
  isHit: boolean,
): void {
  let bucket = buckets.get(group);
  if (bucket === undefined) buckets.set(group, (bucket = { available: 0, total: 0, members: [] }));
  bucket.total++;
  if (person.resources.length > 0) bucket.available++;
  if (isHit) bucket.members.push(person);
}

function compareGroups(a: string | null, b: string | null, collator: Intl.Collator): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return collator.compare(a, b) || (a < b ? -1 : 1);
}
