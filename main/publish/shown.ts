import type { Batch } from "../../app/batch.ts";
import { withGroupNames } from "../../app/change.ts";
import type { Contact } from "../../app/contact.ts";
import type { Delta, Edit } from "../../app/edit.ts";
import type { Merge, MergeLine } from "../../app/merge.ts";
import type { AccountEntries, AccountFacts, EntryKind } from "../../app/patch.ts";
import { isShortened, maxShownGroups, shownGroup, shownName } from "../../app/shown-text.ts";
import type { AccountModel } from "../roster/model.ts";

/* Cuts the server's names and groups, which have no limits (RULE R14), for the page, and finds the whole ones again. */

/** Returns the same object if nothing is too long, which is nearly always. */
export function shownContact(contact: Contact): Contact {
  const { address, name, groups } = contact;
  const isShort =
    shownName(name) === name &&
    shownName(address) === address &&
    groups.length <= maxShownGroups &&
    groups.every((group) => shownGroup(group) === group);
  if (isShort) return contact;
  return {
    ...contact,
    address: shownName(address),
    name: shownName(name),
    groups: groups.slice(0, maxShownGroups).map(shownGroup),
  };
}

function shownEdit(edit: Edit): Edit {
  return { ...edit, deltas: edit.deltas.map(shownDelta) };
}

function shownBatch(batch: Batch): Batch {
  return { ...batch, change: withGroupNames(batch.change, shownGroup) };
}

function shownMerge(merge: Merge): Merge {
  return { ...merge, lines: merge.lines.map(shownLine) };
}

/** How an entry is shortened for the page, for each kind that contains the server's texts. */
export const shownEntries: {
  readonly [K in EntryKind]?: (entry: AccountEntries[K]) => AccountEntries[K];
} = { contacts: shownContact, edits: shownEdit, batches: shownBatch, merges: shownMerge };

export function shownFacts(facts: AccountFacts): AccountFacts {
  const { undoable, redoable, readOnlyGroups } = facts;
  return {
    ...facts,
    undoable: undoable && { ...undoable, change: withGroupNames(undoable.change, shownGroup) },
    redoable: redoable && { ...redoable, change: withGroupNames(redoable.change, shownGroup) },
    readOnlyGroups: readOnlyGroups.map(shownGroup),
  };
}

/** The group that the page means by a name: the longer one whose beginning it got, or the name itself. */
export function meantGroup(model: AccountModel, group: string): string {
  if (!isShortened(group)) return group;
  for (const { groups } of model.contacts.values())
    for (const one of groups) if (one !== group && shownGroup(one) === group) return one;
  return group;
}

export function meantDeltas(model: AccountModel, deltas: readonly Delta[]): Delta[] {
  const meant = meaning(model);
  return deltas.map((delta) => (delta.do === "rename" ? delta : { ...delta, group: meant(delta.group) }));
}

export function meantMoves<T extends { readonly from: string | null }>(
  model: AccountModel,
  moves: readonly T[],
): T[] {
  const meant = meaning(model);
  return moves.map((move) => (move.from === null ? move : { ...move, from: meant(move.from) }));
}

/** Thousands of people may leave one group, so the search for it runs once. */
function meaning(model: AccountModel): (group: string) => string {
  const known = new Map<string, string>();
  return (group) => {
    const meant = known.get(group) ?? meantGroup(model, group);
    known.set(group, meant);
    return meant;
  };
}

function shownDelta(delta: Delta): Delta {
  return delta.do === "rename"
    ? { ...delta, name: shownName(delta.name) }
    : { ...delta, group: shownGroup(delta.group) };
}

function shownLine(line: MergeLine): MergeLine {
  const lost = line.lost.map((one) => (one.do === "remove" ? one : shownDelta(one)));
  switch (line.code) {
    case "renamed-over":
    case "name-yielded":
    case "name-differs": {
      const { name, theirs } = line.values;
      return { ...line, lost, values: { name: shownName(name), theirs: shownName(theirs) } };
    }
    case "name-kept":
      return { ...line, lost, values: { theirs: shownName(line.values.theirs) } };
    case "move-yielded":
      return { ...line, lost, values: { group: shownGroup(line.values.group) } };
    case "groups-kept":
    case "removal-yielded":
    case "sent-again":
    case "nameless-left":
    case "crossed":
    case "brought-back":
      return { ...line, lost };
  }
}
