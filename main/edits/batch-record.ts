import type { Batch } from "../../app/batch.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Failure } from "../../app/result.ts";
import type { BatchWish, Effect } from "./line.ts";

/** Of an edit that is not over. */
export type OpenState = "held" | "waiting" | "refused";

/** One batch: how far it has come, what it changed, and whether that can be taken back. */
export interface BatchRecord {
  readonly wish: BatchWish;
  count: number;
  done: number;
  dropped: number;
  readonly open: Map<string, { readonly state: OpenState; readonly why: Failure | null }>;
  /** Counted along, so that a step costs the same in a batch of one and of ten thousand. */
  readonly states: Record<OpenState, number>;
  readonly refusals: Map<string, { readonly why: Failure; readonly count: number }>;
  readonly effects: Map<BareJid, Effect>;
  /** Undefined when it is about several. */
  contact: BareJid | null | undefined;
  stack: "past" | "future" | null;
  isStopped: boolean;
  sendsAt: number | null;
}

/** A batch of which nothing is known yet but the wish. */
export function makeBatch(wish: BatchWish): BatchRecord {
  return {
    wish,
    count: 0,
    done: 0,
    dropped: 0,
    open: new Map(),
    states: { held: 0, waiting: 0, refused: 0 },
    refusals: new Map(),
    effects: new Map(),
    contact: null,
    stack: null,
    isStopped: false,
    sendsAt: null,
  };
}

/** One more of its edits is about them. */
export function meet(batch: BatchRecord, bareJid: BareJid): void {
  if (batch.contact === null) batch.contact = bareJid;
  else if (batch.contact !== bareJid) batch.contact = undefined;
}

/** Puts an edit into a state, or out of the batch (null). `why` is what it was refused for. */
export function place(batch: BatchRecord, id: string, state: OpenState | null, why: Failure | null): void {
  const before = batch.open.get(id);
  if (before !== undefined) {
    batch.states[before.state] -= 1;
    countRefusal(batch, before.why, -1);
  }
  if (state === null) {
    batch.open.delete(id);
    return;
  }
  batch.open.set(id, { state, why });
  batch.states[state] += 1;
  countRefusal(batch, why, 1);
}

function countRefusal({ refusals }: BatchRecord, why: Failure | null, step: 1 | -1): void {
  if (why === null) return;
  const key = JSON.stringify(why);
  const count = (refusals.get(key)?.count ?? 0) + step;
  if (count === 0) refusals.delete(key);
  else refusals.set(key, { why, count });
}

/** What the page is shown of it. */
export function toEntry(batch: BatchRecord, isPaused: boolean): Batch {
  const { wish, states } = batch;
  const over = batch.isStopped ? "stopped" : "finished";
  const going = isPaused ? "paused" : "running";
  const state = states.held > 0 ? "held" : states.waiting > 0 ? going : over;
  return {
    id: wish.id,
    what: wish.what,
    values: wish.values,
    count: batch.count,
    done: batch.done,
    refused: states.refused,
    dropped: batch.dropped,
    refusals: [...batch.refusals.values()],
    state,
    sendsAt: state === "held" ? batch.sendsAt : null,
  };
}
