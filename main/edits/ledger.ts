import type { PauseReason, Undoable } from "../../app/batch.ts";
import { isMove } from "../../app/change.ts";
import type { Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { AccountModel } from "../roster/model.ts";
import {
  type BatchRecord,
  conclude,
  makeBatch,
  meet,
  type OpenState,
  place,
  sizeOf,
  toEntry,
} from "./batch-record.ts";
import type { BatchIntent } from "./batch-intent.ts";
import type { Effect, Line, Outcome, StoredBatch, StoredEdit, TakenEdit, Upsert } from "./line.ts";
import { firstState, storedBatch, takeStep } from "./steps.ts";
import { UndoStacks } from "./undo-stacks.ts";

/** The most entries of finished batches that stay on screen until they are dismissed. */
const maxFinished = 5;

/** What is known of an edit besides what the page gets. */
export type EditRecord = Pick<
  StoredEdit,
  "base" | "yields" | "tried" | "isRestoring" | "effect" | "isDoubtful"
>;

/** The part of the model that concerns edits. */
export type EditsModel = Pick<AccountModel, "edits" | "batches" | "merges" | "put" | "remove" | "setFact"> & {
  readonly contacts: Pick<AccountModel["contacts"], "has">;
  readonly facts: Pick<AccountModel["facts"], "undoable" | "redoable">;
};

/**
 * The state that the lines of an account's journal add up to: the edits that are not over, the progress of each batch,
 * and what can be undone and redone. Only lines change it, so that a restart leads to the same state. There are two
 * exceptions: what ends with the process (sending, held, stopped), and trials that turned out to be over
 * (`forgetTrial`), which are settled again after a restart. It tells the model what the page should show.
 */
export class Ledger {
  readonly #model: EditsModel;
  readonly #edits = new Map<string, StoredEdit>();
  readonly #editsOn = new Map<BareJid, Set<string>>();
  readonly #batches = new Map<string, BatchRecord>();
  readonly #stacks = new UndoStacks();
  /** Waiting removals: no line may contain them yet. */
  readonly #held = new Set<string>();
  /** Edits in a line that is not safe on disk yet, and those that this line drops. */
  readonly #expected = new Map<string, StoredEdit>();
  readonly #dropping = new Set<string>();
  /** Batches whose entry is on screen although nothing of it is pending, the oldest first. */
  readonly #finished = new Set<string>();
  #pause: PauseReason | null = null;

  /** `lines` are those of the last run. */
  constructor(model: EditsModel, lines: readonly Line[] = []) {
    this.#model = model;
    for (const upsert of lines.flat()) this.#put(upsert);
    for (const [id, edit] of this.#edits) this.#bringBack(id, edit);
    for (const id of [...this.#batches.keys()]) this.#settle(id);
    this.#publishUndo();
  }

  /** The state of an edit that is not over. */
  stored(id: string): StoredEdit | undefined {
    return this.#edits.get(id);
  }

  /** The edits of one contact that are not over, with those that are being written, in the order in which they were made. */
  editsOn(bareJid: BareJid): [string, StoredEdit][] {
    const ids = this.#editsOn.get(bareJid) ?? [];
    const expected = [...this.#expected].filter(([, edit]) => edit.bareJid === bareJid);
    return [...[...ids].flatMap((id) => this.#entryOf(id)), ...expected];
  }

  expected(id: string): StoredEdit | undefined {
    return this.#expected.get(id);
  }

  /** Whether an edit moves its contact from groups to others or to none. */
  isMove({ batch }: Edit): boolean {
    const record = this.#batches.get(batch);
    return record !== undefined && isMove(record.intent.change);
  }

  batch(id: string): BatchRecord | undefined {
    return this.#batches.get(id);
  }

  /** The edits of a batch that are not over, in the order in which they were made. */
  editsOf(batch: string): Edit[] {
    const ids = this.#batches.get(batch)?.open.keys() ?? [];
    return [...ids].map((id) => this.#model.edits.get(id)).filter((edit) => edit !== undefined);
  }

  effectsOf(batch: string): Effect[] {
    return [...(this.#batches.get(batch)?.effects.values() ?? [])];
  }

  /** Somebody's outcome in a batch so far. */
  outcome(batch: string, bareJid: BareJid): Outcome {
    const record = this.#batches.get(batch);
    return {
      over: record?.members.get(bareJid)?.closed ?? null,
      effect: record?.effects.get(bareJid) ?? null,
    };
  }

  /** What the next undo (`past`) or redo (`future`) would revert; or this batch, if it is among them. */
  undoable(stack: "past" | "future", id?: string): Undoable | undefined {
    return this.#stacks.next(stack, id);
  }

  /** All batches that can be undone (`past`) or redone (`future`), oldest first. */
  stack(stack: "past" | "future"): BatchRecord[] {
    return this.#stacks.all(stack);
  }

  /** The batches that can no longer be undone or redone once one more batch can. */
  sinking(stack: "past" | "future"): BatchRecord[] {
    return this.#stacks.sinking(stack);
  }

  /**
   * A line that adds and drops these edits is being written. Meanwhile, steps on the same contacts rebase the new edits
   * too.
   */
  expect(batch: BatchIntent, edits: readonly TakenEdit[], drops: readonly string[]): void {
    for (const edit of edits) this.#expected.set(edit.id, firstState(edit, batch.id));
    for (const id of drops) this.#dropping.add(id);
  }

  /** Call it when that line is safe on disk, before applying it, or when it could not be written. */
  endExpecting(): void {
    this.#expected.clear();
    this.#dropping.clear();
  }

  /**
   * The part of a line that may be written now: no removal that still waits, and no new value of an edit that is being
   * dropped.
   */
  writable(line: Line): Line {
    return line.filter(
      (one) =>
        !("edit" in one) || one.state === null || !(this.#held.has(one.edit) || this.#dropping.has(one.edit)),
    );
  }

  /** Applies the line of one step. */
  apply(line: Line): void {
    const batches = new Set<string>();
    for (const upsert of line) for (const id of this.#put(upsert)) batches.add(id);
    for (const id of batches) this.#settle(id);
    if (batches.size > 0) this.#publishUndo();
  }

  /** The fewest lines that add up to the present state, one value each, without waiting removals. */
  lines(): Line[] {
    const batches = [...this.#batches].filter(([, record]) => !this.#isHeldAlone(record));
    return [
      ...batches.map(([batch, record]) => [{ batch, state: storedBatch(record) }]),
      ...batches.flatMap(([inBatch, { effects, members }]) =>
        [...new Set([...effects.keys(), ...members.keys()])]
          .map((person) => ({ person, inBatch, state: this.outcome(inBatch, person) }))
          .filter(({ state: { over, effect } }) => over !== null || effect !== null)
          .map((upsert) => [upsert]),
      ),
      ...[...this.#edits]
        .filter(([id, { batch }]) => !this.#held.has(id) && this.#batches.has(batch))
        .map(([edit, state]) => [{ edit, state }]),
      ...[...this.#model.merges.values()].map(({ bareJid, lines }) => [
        { merges: bareJid, state: [...lines] },
      ]),
    ];
  }

  /**
   * Adds a removal that waits until `sendsAt`. It is not in the journal until then. Returns what it changes about other
   * batches, to be written with it.
   */
  hold(batch: BatchIntent, edits: readonly TakenEdit[], sendsAt: number): Line {
    for (const { id, why } of edits) if (why === null) this.#held.add(id);
    const line = takeStep(this, { batch, edits: [...edits] });
    this.apply(line);
    const record = this.#batches.get(batch.id);
    if (record !== undefined) {
      record.sendsAt = sendsAt;
      this.#settle(batch.id);
    }
    return line.filter((one) => "batch" in one && one.batch !== batch.id);
  }

  /** The wait of these removals is over: lines may contain them. */
  endWait(ids: readonly string[]): void {
    for (const id of ids) this.#held.delete(id);
  }

  /** Marks an edit as in flight, or as waiting again. The journal does not need this: `tried` says what was sent. */
  mark(id: string, state: "waiting" | "sending"): void {
    const edit = this.#model.edits.get(id);
    if (edit !== undefined && edit.state !== state) this.#model.put("edits", { ...edit, state });
  }

  /** Forgets what an edit last sent, because the server did not accept it. */
  forgetTrial(id: string): void {
    const edit = this.#edits.get(id);
    if (edit !== undefined) this.#edits.set(id, { ...edit, tried: null });
  }

  markStopped(batch: string): void {
    const record = this.#batches.get(batch);
    if (record === undefined) return;
    record.isStopped = true;
    this.#settle(batch);
    this.#publishUndo();
  }

  /** Whether sending is paused, and why. */
  markPaused(why: PauseReason | null): void {
    if (this.#pause === why) return;
    this.#pause = why;
    for (const batch of this.#batches.values())
      if (this.#model.batches.has(batch.intent.id)) this.#show(batch);
  }

  /** Removes the entry of a batch from the screen. */
  giveUp(batch: string): void {
    this.#finished.delete(batch);
    this.#model.remove("batches", batch);
  }

  /** Returns the batches whose progress may have changed. */
  #put(upsert: Upsert): readonly string[] {
    if ("edit" in upsert) return this.#putEdit(upsert.edit, upsert.state);
    if ("person" in upsert) {
      const batch = this.#batches.get(upsert.inBatch);
      if (batch === undefined) return [];
      meet(batch, upsert.person);
      conclude(batch, upsert.person, upsert.state);
      return [upsert.inBatch];
    }
    if ("batch" in upsert) {
      this.#putBatch(upsert.batch, upsert.state);
      return [upsert.batch];
    }
    const { merges: bareJid, state } = upsert;
    // The contact may have been removed since then.
    if (state === null || !this.#model.contacts.has(bareJid)) this.#model.remove("merges", bareJid);
    else this.#model.put("merges", { bareJid, lines: state });
    return [];
  }

  #putEdit(id: string, state: StoredEdit | null): readonly string[] {
    const known = this.#edits.get(id);
    if (state === null) return known === undefined ? [] : this.#endEdit(id, known);
    if (this.#expected.has(id)) {
      this.#expected.set(id, state);
      return [];
    }
    const { bareJid } = state;
    this.#edits.set(id, state);
    this.#editsOn.set(bareJid, (this.#editsOn.get(bareJid) ?? new Set()).add(id));
    const open = this.#openState(id, state);
    const batch = this.#batches.get(state.batch);
    if (batch !== undefined) {
      meet(batch, bareJid);
      place(batch, id, bareJid, open);
    }
    this.#showEdit(id, state, open);
    return [state.batch];
  }

  #endEdit(id: string, { bareJid, batch: batchId }: StoredEdit): readonly string[] {
    this.#edits.delete(id);
    this.#held.delete(id);
    const others = this.#editsOn.get(bareJid);
    others?.delete(id);
    if (others?.size === 0) this.#editsOn.delete(bareJid);
    const batch = this.#batches.get(batchId);
    if (batch !== undefined) place(batch, id, bareJid, null);
    this.#model.remove("edits", id);
    return [batchId];
  }

  #putBatch(id: string, state: StoredBatch | null): void {
    const known = this.#batches.get(id);
    if (state === null) {
      if (known !== undefined) this.#stacks.put(known, null);
      this.#batches.delete(id);
      return;
    }
    const { change, undoes, stack, uncounted } = state;
    const batch = known ?? makeBatch({ id, change, undoes }, uncounted);
    this.#batches.set(id, batch);
    if (batch.stack !== stack) this.#stacks.put(batch, stack);
  }

  /** If the line of its batch is damaged, an edit gets a batch with fewer details, unless a later line repeats the batch. */
  #bringBack(id: string, edit: StoredEdit): void {
    if (!this.#batches.has(edit.batch)) this.#putBatch(edit.batch, unnamed[edit.kind]);
    if (this.#batches.get(edit.batch)?.open.has(id) === false) this.#putEdit(id, edit);
  }

  #entryOf(id: string): [string, StoredEdit][] {
    const edit = this.#edits.get(id);
    return edit === undefined ? [] : [[id, edit]];
  }

  #openState(id: string, { why }: StoredEdit): OpenState {
    if (why !== null) return "refused";
    return this.#held.has(id) ? "held" : "waiting";
  }

  #showEdit(
    id: string,
    { batch, bareJid, address, kind, deltas, message, why, tried }: StoredEdit,
    open: OpenState,
  ): void {
    const before = this.#model.edits.get(id);
    const isSending = before?.state === "sending" && open === "waiting" && tried !== null;
    const state = isSending ? "sending" : open;
    const edit: Edit = { id, batch, bareJid, address, kind, deltas, message, state, why };
    if (before === undefined || !isSameEdit(before, edit)) this.#model.put("edits", edit);
  }

  #isHeldAlone({ open, effects }: BatchRecord): boolean {
    return effects.size === 0 && [...open.values()].every(({ state }) => state === "held");
  }

  /** Tells the model the progress of a batch; forgets a batch that nobody needs any more. */
  #settle(id: string): void {
    const batch = this.#batches.get(id);
    if (batch === undefined) return;
    const isOver = batch.open.size === 0;
    if (isOver && batch.effects.size === 0) this.#stacks.put(batch, null);
    if (!isOver || (sizeOf(batch) > 1 && this.#model.batches.has(id))) this.#show(batch);
    else this.giveUp(id);
    if (isOver) for (const old of [...this.#finished].slice(0, -maxFinished)) this.giveUp(old);
    if (isOver && batch.stack === null) this.#batches.delete(id);
  }

  #show(batch: BatchRecord): void {
    const entry = toEntry(batch, this.#pause);
    if (entry.state === "finished" || entry.state === "stopped") this.#finished.add(entry.id);
    else this.#finished.delete(entry.id);
    this.#model.put("batches", entry);
  }

  /** Tells the model what can be undone and redone. */
  #publishUndo(): void {
    for (const [fact, stack] of [
      ["undoable", "past"],
      ["redoable", "future"],
    ] as const) {
      const next = this.undoable(stack) ?? null;
      if (JSON.stringify(next) !== JSON.stringify(this.#model.facts[fact])) this.#model.setFact(fact, next);
    }
  }
}

const unnamed: Record<Edit["kind"], StoredBatch> = {
  add: { change: { kind: "add" }, undoes: null, stack: "past" },
  change: { change: { kind: "edit" }, undoes: null, stack: "past" },
  remove: { change: { kind: "remove" }, undoes: null, stack: "past" },
  ask: { change: { kind: "ask" }, undoes: null, stack: null },
};

function isSameEdit(a: Edit, b: Edit): boolean {
  return (Object.keys(b) as (keyof Edit)[]).every((key) => a[key] === b[key]);
}
