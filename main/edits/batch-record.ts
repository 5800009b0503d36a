import type { Batch, PauseReason } from "../../app/batch.ts";
import type { BareJid } from "../../app/jid.ts";
import type { BatchIntent } from "./batch-intent.ts";
import type { Effect, Outcome, StoredBatch } from "./line.ts";

/** The state of an edit that is not over. */
export type OpenState = "held" | "waiting" | "refused";
type ClosedState = NonNullable<Outcome["over"]>;

/**
 * One batch: its progress, what it changed, and whether that can be undone. It counts people: a batch that comes
 * in several calls may have several edits of one person.
 */
export interface BatchRecord {
  readonly intent: BatchIntent;
  /** How many more people it is over for. They are counted in `people`, but are not members. */
  readonly uncounted: StoredBatch["uncounted"];
  /** The edits that are not over, in the order in which they were made. */
  readonly open: Map<string, { readonly bareJid: BareJid; readonly state: OpenState }>;
  readonly members: Map<BareJid, Member>;
  /** Updated step by step, so that a step costs the same in a batch of one and of ten thousand. */
  readonly people: Record<OpenState | ClosedState, number>;
  readonly effects: Map<BareJid, Effect>;
  /** How many people an undo would affect: those who were changed or are about to be. */
  undoable: number;
  /** The one contact it is about; null if none is known, undefined if there are several. */
  contact: BareJid | null | undefined;
  stack: "past" | "future" | null;
  isStopped: boolean;
  sendsAt: number | null;
}

/** The state of one person's edits. */
interface Member {
  readonly open: Record<OpenState, number>;
  /** The outcome of the last one that is over. */
  closed: ClosedState | null;
}

/** A new batch, without edits. */
export function makeBatch(intent: BatchIntent, uncounted?: StoredBatch["uncounted"]): BatchRecord {
  const { done, dropped } = uncounted ?? { done: 0, dropped: 0 };
  return {
    intent,
    uncounted,
    open: new Map(),
    members: new Map(),
    people: { held: 0, waiting: 0, refused: 0, done, dropped },
    effects: new Map(),
    undoable: 0,
    contact: done + dropped > 1 ? undefined : null,
    stack: null,
    isStopped: false,
    sendsAt: null,
  };
}

/** Notes that one of its edits is about this contact. */
export function meet(batch: BatchRecord, bareJid: BareJid): void {
  if (batch.contact === null) batch.contact = bareJid;
  else if (batch.contact !== bareJid) batch.contact = undefined;
}

/** Sets the state of somebody's edit. Null means that it is over; their outcome says how. */
export function place(batch: BatchRecord, id: string, bareJid: BareJid, state: OpenState | null): void {
  const member = memberOf(batch, bareJid);
  count(batch, bareJid, -1);
  const before = batch.open.get(id);
  if (before !== undefined) member.open[before.state] -= 1;
  if (state === null) {
    batch.open.delete(id);
  } else {
    batch.open.set(id, { bareJid, state });
    member.open[state] += 1;
  }
  count(batch, bareJid, 1);
}

/** Sets somebody's outcome so far. */
export function conclude(batch: BatchRecord, bareJid: BareJid, { over, effect }: Outcome): void {
  const member = memberOf(batch, bareJid);
  count(batch, bareJid, -1);
  member.closed = over;
  if (effect === null) batch.effects.delete(bareJid);
  else batch.effects.set(bareJid, effect);
  count(batch, bareJid, 1);
}

function memberOf(batch: BatchRecord, bareJid: BareJid): Member {
  const member = batch.members.get(bareJid) ?? {
    open: { held: 0, waiting: 0, refused: 0 },
    closed: null,
  };
  batch.members.set(bareJid, member);
  return member;
}

/** Removes somebody from the counts before a change, and adds them again after it. */
function count(batch: BatchRecord, bareJid: BareJid, step: 1 | -1): void {
  const member = batch.members.get(bareJid);
  const state = member === undefined ? null : stateOf(member);
  if (state !== null) batch.people[state] += step;
  const isOpen = state !== null && state !== "done" && state !== "dropped";
  if (isOpen || batch.effects.has(bareJid)) batch.undoable += step;
}

/** If one person's edits are in different states, the batch is over for them only when all are. */
function stateOf({ open, closed }: Member): OpenState | ClosedState | null {
  if (open.waiting > 0) return "waiting";
  if (open.held > 0) return "held";
  return open.refused > 0 ? "refused" : closed;
}

/** How many people it is about. */
export function sizeOf({ people }: BatchRecord): number {
  return people.held + people.waiting + people.refused + people.done + people.dropped;
}

/** The batch as the page gets it. */
export function toEntry(batch: BatchRecord, pause: PauseReason | null): Batch {
  const { intent, people } = batch;
  const over = batch.isStopped ? "stopped" : "finished";
  const going = pause === null ? "running" : "paused";
  const state = people.held > 0 ? "held" : people.waiting > 0 ? going : over;
  return {
    id: intent.id,
    change: intent.change,
    count: sizeOf(batch),
    done: people.done,
    refused: people.refused,
    dropped: people.dropped,
    state,
    pause: state === "paused" ? pause : null,
    sendsAt: state === "held" ? batch.sendsAt : null,
  };
}
