import { groupPath } from "../../app/group-path.ts";
import { groupRef, type View } from "../../app/view.ts";
import type { Found } from "../find/finder.ts";
import { hasNote, type Person } from "../store/person.ts";
import { type PersonId, rowKey, type RowKey } from "../store/row-id.ts";
import { groupComparer, groupLabel } from "./group-tree.ts";

/** A heading, or one person under it. `group` is null for the people in no group, who come last. */
export interface GroupRow {
  readonly kind: "group";
  readonly key: RowKey;
  readonly group: string | null;
  /** The name without those of the groups it is nested in; empty for the people in no group. */
  readonly label: string;
  /** 1 for the outermost, as `aria-level` is. */
  readonly level: number;
  readonly available: number;
  readonly total: number;
  readonly isExpanded: boolean;
  /** Counted from 1 among its siblings, as `aria-posinset` is. */
  readonly position: number;
  readonly setSize: number;
}
export interface ContactRow {
  readonly kind: "contact";
  readonly key: RowKey;
  readonly person: PersonId;
  readonly group: string | null;
  readonly level: number;
  readonly name: string;
  /** One of their edits was refused, or merged with another device's: the row is taller, to say so. */
  readonly hasNote: boolean;
  readonly position: number;
  readonly setSize: number;
}
export type Row = GroupRow | ContactRow;

export interface RowsInput {
  /** In their order under each heading. */
  readonly people: readonly Person[];
  readonly view: Pick<View, "groupOrder" | "handOrder" | "keptGroups">;
  /** The collapsed groups, by `groupRef`. */
  readonly folded: ReadonlySet<string>;
  /** The delimiter of the server's nested groups; empty if there are none (XEP-0083). */
  readonly delimiter: string;
  /** Who is shown without a search. */
  readonly isShown: (person: Person) => boolean;
  /** Where a search finds somebody, or null without a search. */
  readonly find: ((person: Person) => Found) | null;
  readonly collator: Intl.Collator;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** People who are found, each counted once; without a search, who is shown. */
  readonly hits: number;
}

/**
 * The visible rows. A heading counts everybody in its group and in the groups nested in it, shown or not. A heading without a
 * visible person is left out, unless it is of a group that the person made and that is still empty.
 */
export function buildRows(input: RowsInput): Rows {
  const { people, view, folded, find, isShown } = input;
  const groups = new Groups(input);
  let hits = 0;
  for (const person of people) {
    const found = find === null ? isShown(person) : find(person);
    if (found !== false) hits++;
    const { groups: names } = person.contact;
    if (names.length === 0) groups.add(person, null, isIn(found, null));
    else for (const name of names) groups.add(person, name, isIn(found, name));
  }
  if (find === null) for (const name of view.keptGroups) groups.keep(name);
  const rows: Row[] = [];
  const push = (nodes: readonly Node[], before: number, setSize: number) => {
    nodes.forEach((node, index) => {
      const { group, label, level, available, total, members } = node;
      const isExpanded = !folded.has(groupRef(group));
      rows.push({
        kind: "group",
        key: rowKey({ person: null, group }),
        group,
        label,
        level,
        available,
        total,
        isExpanded,
        position: before + index + 1,
        setSize,
      });
      if (!isExpanded) return;
      const inner = groups.shown(node.inner);
      const size = members.length + inner.length;
      members.forEach((person, place) => {
        rows.push({
          kind: "contact",
          key: rowKey({ person: person.id, group }),
          person: person.id,
          group,
          level: level + 1,
          name: person.name,
          hasNote: hasNote(person),
          position: place + 1,
          setSize: size,
        });
      });
      push(inner, members.length, size);
    });
  };
  const outermost = groups.shown(groups.outermost);
  push(outermost, 0, outermost.length);
  return { rows, hits };
}

function isIn(found: Found, group: string | null): boolean {
  return typeof found === "boolean" ? found : found(group);
}

interface Node {
  readonly group: string | null;
  readonly label: string;
  readonly level: number;
  readonly members: Person[];
  readonly inner: Map<string | null, Node>;
  available: number;
  total: number;
  /** Somebody is shown in it or in a group nested in it, or it was made here and is still empty. */
  isShown: boolean;
  /** The person who was counted last: somebody in two nested groups counts once. */
  counted: Person | undefined;
}

/** The headings as they are nested, filled person by person. */
class Groups {
  readonly outermost = new Map<string | null, Node>();
  readonly #paths = new Map<string | null, readonly Node[]>();
  readonly #delimiter: string;
  readonly #compare: (a: string | null, b: string | null) => number;

  constructor({ delimiter, view, collator }: Pick<RowsInput, "delimiter" | "view" | "collator">) {
    this.#delimiter = delimiter;
    this.#compare = groupComparer(view, collator);
  }

  add(person: Person, group: string | null, isShown: boolean): void {
    const path = this.#pathOf(group);
    for (const node of path) {
      if (isShown) node.isShown = true;
      if (node.counted === person) continue;
      node.counted = person;
      node.total++;
      if (person.resources.length > 0) node.available++;
    }
    if (isShown) path.at(-1)?.members.push(person);
  }

  keep(group: string): void {
    const path = this.#pathOf(group);
    if (path.at(-1)?.total === 0) for (const node of path) node.isShown = true;
  }

  shown(nodes: ReadonlyMap<string | null, Node>): Node[] {
    return [...nodes.values()].filter((node) => node.isShown).sort((a, b) => this.#compare(a.group, b.group));
  }

  #pathOf(group: string | null): readonly Node[] {
    const known = this.#paths.get(group);
    if (known !== undefined) return known;
    const names = group === null ? [null] : groupPath(group, this.#delimiter);
    const path: Node[] = [];
    let siblings = this.outermost;
    names.forEach((name, index) => {
      let node = siblings.get(name);
      if (node === undefined) {
        const way = group === null ? [] : groupPath(group, this.#delimiter).slice(0, index + 1);
        node = makeNode(name, groupLabel(way, this.#delimiter), index + 1);
        siblings.set(name, node);
      }
      path.push(node);
      siblings = node.inner;
    });
    this.#paths.set(group, path);
    return path;
  }
}

function makeNode(group: string | null, label: string, level: number): Node {
  return {
    group,
    label,
    level,
    members: [],
    inner: new Map(),
    available: 0,
    total: 0,
    isShown: false,
    counted: undefined,
  };
}
