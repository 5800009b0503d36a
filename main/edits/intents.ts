import { randomUUID } from "node:crypto";
import type { Change } from "../../app/change.ts";
import type { Contact, Item } from "../../app/contact.ts";
import { applyDeltas, type Delta, type Edit } from "../../app/edit.ts";
import { goesAlong, isWithin, nameAlong } from "../../app/group-path.ts";
import type { BareJid } from "../../app/jid.ts";
import { fail, ok, type Failure, type Result } from "../../app/result.ts";
import { limits, typedGroups, typedName } from "../../app/typed.ts";
import type { AccountModel } from "../roster/model.ts";
import { plain } from "./effect.ts";
import { type BatchIntent, batchIntent } from "./batch-intent.ts";
import type { TakenEdit } from "./line.ts";
import { projectedItems } from "./projected.ts";

/** What a person asked for, as edits. */
export interface Intent {
  readonly batch: BatchIntent;
  readonly edits: TakenEdit[];
}

/** A new edit. It keeps the current contact as `base`, so that another device's change can be told from ours. */
export function takenEdit(
  model: AccountModel,
  bareJid: BareJid,
  kind: Edit["kind"],
  deltas: readonly Delta[],
  more: Partial<Pick<TakenEdit, "address" | "message" | "yields" | "why">> = {},
): TakenEdit {
  const contact = model.contacts.get(bareJid);
  const address = contact?.address ?? more.address ?? bareJid;
  const gone: Failure | null =
    contact === undefined && kind !== "add" ? { code: "contact-gone", values: { address } } : null;
  return {
    id: randomUUID(),
    bareJid,
    address,
    kind,
    deltas: [...deltas],
    message: more.message ?? null,
    base: contact === undefined ? null : plain(contact),
    yields: more.yields ?? false,
    why: gone ?? more.why ?? null,
  };
}

/** The same deltas for many contacts. An edit that cannot be made is refused, with the reason. */
export function intentToEdit(
  model: AccountModel,
  contacts: readonly BareJid[],
  deltas: readonly Delta[],
  batch: string | null,
): Intent {
  const known = knownGroups(model);
  return {
    batch: batchIntent(changeBy(deltas), batch),
    edits: contacts.map((bareJid) => {
      const contact = model.contacts.get(bareJid);
      if (contact === undefined) return takenEdit(model, bareJid, "change", deltas);
      const clean = cleanDeltas(known, contact, deltas);
      return clean.ok
        ? takenEdit(model, bareJid, "change", clean.value)
        : takenEdit(model, bareJid, "change", deltas, { why: clean.failure });
    }),
  };
}

/** The same for one contact. Fails if the edit cannot be made. */
export function intentToEditOne(
  model: AccountModel,
  contact: BareJid,
  deltas: readonly Delta[],
): Result<Intent> {
  if (!model.contacts.has(contact)) return fail("unknown-contact");
  const intent = intentToEdit(model, [contact], deltas, null);
  const why = intent.edits[0]?.why ?? null;
  return why === null ? ok(intent) : { ok: false, failure: why };
}

export function intentToRemove(
  model: AccountModel,
  contacts: readonly BareJid[],
  batch: string | null,
): Intent {
  return {
    batch: batchIntent({ kind: "remove" }, batch),
    edits: contacts.map((contact) => takenEdit(model, contact, "remove", [])),
  };
}

/** Asks to see their status, with this message. */
export function intentToAsk(
  model: AccountModel,
  contacts: readonly BareJid[],
  message: string,
  batch: string | null,
): Intent {
  return {
    batch: batchIntent({ kind: "ask" }, batch),
    edits: contacts.map((contact) => takenEdit(model, contact, "ask", [], { message })),
  };
}

/** Each contact leaves only the groups given with it, and joins `to`: one edit per person, however many groups they leave. */
export function intentToMove(
  model: AccountModel,
  moves: readonly { readonly contact: BareJid; readonly from: string | null }[],
  to: string | null,
  batch: string | null,
): Result<Intent> {
  const known = knownGroups(model);
  const target = to === null ? ok(null) : cleanGroup(known, to);
  if (!target.ok) return target;
  const left = new Map<BareJid, Set<string>>();
  for (const { contact, from } of moves) {
    const groups = left.get(contact) ?? new Set();
    if (from !== null && from !== target.value) groups.add(from);
    left.set(contact, groups);
  }
  const edits = [...left].map(([bareJid, groups]) => {
    const deltas: Delta[] = [
      ...[...groups].map((group): Delta => ({ do: "leave", group })),
      ...(target.value === null ? [] : [{ do: "join" as const, group: target.value }]),
    ];
    const contact = model.contacts.get(bareJid);
    const why = contact === undefined ? null : tooManyGroups(contact, deltas);
    return takenEdit(model, bareJid, "change", deltas, { why });
  });
  const change: Change = target.value === null ? { kind: "take-out" } : { kind: "move", to: target.value };
  return ok({ batch: batchIntent(change, batch), edits });
}

/**
 * Moves everybody in a group, and in those nested in it, to another, or, with null, to none. `isMerge`: the other may already
 * have people.
 */
export function intentForGroup(
  model: AccountModel,
  group: string,
  to: string | null,
  isMerge: boolean,
): Result<Intent> {
  const items = projectedItems(model);
  const { delimiter } = model.facts;
  const known = groupsOf(items.values());
  if (![...known].some((one) => isWithin(one, group, delimiter))) return fail("unknown-group", { group });
  const cleaned = to === null ? ok(null) : cleanGroup(known, to);
  if (!cleaned.ok) return cleaned;
  const target = cleaned.value;
  const along = new Set([...known].filter((one) => goesAlong(one, group, target, delimiter)));
  const isThere =
    target !== null && [...known].some((one) => !along.has(one) && isWithin(one, target, delimiter));
  if (group === target || (isThere && !isMerge)) return fail("group-exists", { group: to ?? "" });
  const isTooLong = (one: string) =>
    target !== null && nameAlong(one, group, target).length > Math.max(limits.group, one.length);
  if ([...along].some(isTooLong)) return fail("group-too-long", { limit: limits.group });
  const edits = [...items].flatMap(([bareJid, item]) => {
    const left = item.groups.filter((one) => along.has(one));
    if (left.length === 0) return [];
    // Leave all groups before joining: the new name of a nested group may be that of another one.
    const deltas: Delta[] = [
      ...left.map((one): Delta => ({ do: "leave", group: one })),
      ...(target === null
        ? []
        : left.map((one): Delta => ({ do: "join", group: nameAlong(one, group, target) }))),
    ];
    return [takenEdit(model, bareJid, model.contacts.has(bareJid) ? "change" : "add", deltas)];
  });
  if (edits.length === 0) return fail("unknown-group", { group });
  return ok({ batch: batchIntent(groupChange(group, target, isMerge)), edits });
}

/**
 * Limits and cleaning apply to what is typed now. A name that stays, a group that is left, or one that somebody on the
 * list is in already, is the server's own text and is sent back unchanged (RULE R14).
 */
function cleanDeltas(
  known: ReadonlySet<string>,
  contact: Contact,
  deltas: readonly Delta[],
): Result<Delta[]> {
  const clean: Delta[] = [];
  for (const delta of deltas) {
    if (delta.do === "rename" && delta.name !== contact.name) {
      const name = typedName(delta.name);
      if (!name.ok) return name;
      clean.push({ do: "rename", name: name.value });
    } else if (delta.do !== "join" || known.has(delta.group)) {
      clean.push(delta);
    } else {
      const groups = typedGroups([delta.group]);
      if (!groups.ok) return groups;
      clean.push(...groups.value.map((group): Delta => ({ do: "join", group })));
    }
  }
  const why = tooManyGroups(contact, clean);
  return why === null ? ok(clean) : { ok: false, failure: why };
}

/** The groups that anybody on the list is in. */
function knownGroups(model: AccountModel): Set<string> {
  return groupsOf(model.contacts.values());
}

function groupsOf(items: Iterable<Item>): Set<string> {
  const known = new Set<string>();
  for (const { groups } of items) for (const group of groups) known.add(group);
  return known;
}

function cleanGroup(known: ReadonlySet<string>, group: string): Result<string> {
  if (known.has(group)) return ok(group);
  const groups = typedGroups([group]);
  if (!groups.ok) return groups;
  const [name] = groups.value;
  return name === undefined ? fail("group-name-missing") : ok(name);
}

function groupChange(group: string, target: string | null, isMerge: boolean): Change {
  if (target === null) return { kind: "delete-group", group };
  return isMerge ? { kind: "merge-group", group, into: target } : { kind: "rename-group", group, to: target };
}

function tooManyGroups(contact: Contact, deltas: readonly Delta[]): Failure | null {
  const { groups } = applyDeltas(contact, deltas);
  const most = Math.max(limits.groups, contact.groups.length);
  return groups.length > most ? { code: "too-many-groups", values: { limit: limits.groups } } : null;
}

function changeBy(deltas: readonly Delta[]): Change {
  const [first, ...more] = deltas;
  const hasName = deltas.some(({ do: act }) => act === "rename");
  if (first === undefined || more.length > 0) return { kind: hasName ? "edit" : "groups" };
  return first.do === "rename" ? { kind: "rename" } : { kind: first.do, group: first.group };
}
