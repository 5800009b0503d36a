import type { PauseReason, Undoable } from "../../app/batch.ts";
import type { Item } from "../../app/contact.ts";
import { isMove } from "../../app/change.ts";
import { applyDeltas, type Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { MergeLine } from "../../app/merge.ts";
import type { Failure } from "../../app/result.ts";
import type { AccountModel } from "../roster/model.ts";
import {
  addEffect,
  type BatchRecord,
  makeBatch,
  meet,
  type OpenState,
  place,
  sizeOf,
  toEntry,
} from "./batch-record.ts";
import type { BatchWish } from "./batch-wish.ts";
import { fewestLines } from "./fewest-lines.ts";
import type { Effect, Line, TakenEdit, Trial } from "./line.ts";
import { UndoStacks } from "./undo-stacks.ts";

/** Entries of batches that are over, kept on screen until they are given up. */
const maxFinished = 5;

/** What is known of one edit besides what the page sees. */
export interface EditRecord {
  readonly base: Item | null;
  readonly yields: boolean;
  /** It went out with this, and nobody has said what became of it. */
  readonly tried: Readonly<Trial> | null;
  /** It goes on only to put back what it had wiped out; `effect` is what it changed before. */
  readonly isRestoring: boolean;
  readonly effect: Effect | null;
}

/**
 * What the lines of an account's journal add up to: the edits that are not over, how far each batch has come, and what
 * can be taken back. It changes by lines alone (and by what lasts no longer than the process: sending, held, stopped), so
 * that a restart comes to the same. It tells the model what the page is to see.
 */
export class Ledger {
  readonly #model: AccountModel;
  readonly #records = new Map<string, EditRecord>();
  readonly #editsOfContact = new Map<BareJid, Set<string>>();
  readonly #batches = new Map<string, BatchRecord>();
  readonly #stacks = new UndoStacks();
  /** Whose entry is on screen though nothing of it is under way, longest first. */
  readonly #finished = new Set<string>();
  #pause: PauseReason | null = null;

  constructor(model: AccountModel) {
    this.#model = model;
  }

  record(id: string): EditRecord | undefined {
    return this.#records.get(id);
  }

  /** Whether an edit takes its contact out of groups, each to another or to none. */
  isMove({ batch }: Edit): boolean {
    const record = this.#batches.get(batch);
    return record !== undefined && isMove(record.wish.change);
  }

  /** The edits of a batch that are not over, in the order in which they were asked for. */
  editsOf(batch: string): Edit[] {
    const ids = this.#batches.get(batch)?.open.keys() ?? [];
    return [...ids].map((id) => this.#model.edits.get(id)).filter((edit) => edit !== undefined);
  }

  hasBatch(id: string): boolean {
    return this.#batches.has(id);
  }

  effectsOf(batch: string): Effect[] {
    return [...(this.#batches.get(batch)?.effects.values() ?? [])];
  }

  /** What the next undo (`past`) or redo (`future`) would take back; or this batch, if it is among them. */
  undoable(stack: "past" | "future", id?: string): Undoable | undefined {
    return this.#stacks.next(stack, id);
  }

  /** These are being written down: what our own earlier edits do meanwhile is no other device's doing to them either. */
  expect(edits: readonly TakenEdit[]): void {
    for (const { id, bareJid, base, yields } of edits)
      this.#remember(id, bareJid, { base, yields, ...untried });
  }

  /** They could not be written down. */
  unexpect(edits: readonly TakenEdit[]): void {
    for (const { id, bareJid } of edits) this.#forgetRecord(id, bareJid);
  }

  /** Takes one step. Lines that speak of an edit or a batch that is over change nothing. */
  apply(line: Line): void {
    switch (line.do) {
      case "take":
        this.#take(line.batch, line.edits, line.effects, null);
        for (const id of line.drops) this.#drop(id);
        return;
      case "send": {
        const { do: _, edit, ...tried } = line;
        this.#amend(edit, { tried });
        return;
      }
      case "done":
        this.#done(line.edit, line.effect);
        return;
      case "restore": {
        const edit = this.#model.edits.get(line.edit);
        if (edit === undefined) return;
        this.#rebase(edit);
        this.#amend(line.edit, {
          yields: true,
          isRestoring: true,
          tried: null,
          base: line.base,
          effect: line.effect,
        });
        this.#model.put("edits", { ...edit, deltas: line.deltas });
        this.#setState(line.edit, "waiting", null);
        return;
      }
      case "merge":
        this.#tell(line.bareJid, line.lines);
        return;
      case "refuse":
        // What was answered did not take effect; what was not may have.
        if (line.why.code !== "no-answer") this.forgetTrial(line.edit);
        this.#setState(line.edit, "refused", line.why);
        return;
      case "retry":
        this.#setState(line.edit, "waiting", null);
        return;
      case "drop":
        for (const id of line.edits) this.#drop(id);
        return;
      case "carry": {
        const batch = makeBatch(line.batch);
        this.#stacks.put(batch, line.stack);
        batch.people.done = line.done;
        batch.people.dropped = line.dropped;
        batch.contact = line.contact ?? undefined;
        for (const effect of line.effects) addEffect(batch, effect);
        this.#batches.set(line.batch.id, batch);
        return;
      }
      case "keep": {
        const batch = this.#batches.get(line.batch);
        if (batch === undefined) return;
        this.#put(batch, line.edit, line.edit.why === null ? "waiting" : "refused", line);
        return;
      }
    }
  }

  /** All lines of a journal were applied. */
  settle(): void {
    for (const id of [...this.#batches.keys()]) this.#settle(id);
  }

  /** A removal that waits: nothing of it is in the journal until the wait is over. */
  hold(wish: BatchWish, edits: readonly TakenEdit[], sendsAt: number): void {
    this.#take(wish, edits, [], sendsAt);
  }

  /** The wait of these is over. */
  release(ids: readonly string[]): void {
    for (const id of ids) this.#setState(id, "waiting", null);
  }

  /** On its way, or not any more; a restart knows it by its `send` line. */
  mark(id: string, state: "waiting" | "sending"): void {
    const edit = this.#model.edits.get(id);
    if (edit !== undefined && edit.state !== state) this.#model.put("edits", { ...edit, state });
  }

  /** The server has said that it did not take it. */
  forgetTrial(id: string): void {
    this.#amend(id, { tried: null });
  }

  markStopped(batch: string): void {
    const record = this.#batches.get(batch);
    if (record === undefined) return;
    record.isStopped = true;
    this.#settle(batch);
  }

  /** Sending is paused for this reason; null when it goes on. */
  markPaused(pause: PauseReason | null): void {
    if (this.#pause === pause) return;
    this.#pause = pause;
    for (const [id, { open }] of this.#batches) if (open.size > 0) this.#settle(id);
  }

  /** The entry of a batch that is over goes from the screen; it can still be taken back. */
  giveUp(batch: string): void {
    this.#finished.delete(batch);
    this.#model.remove("batches", batch);
  }

  #tell(bareJid: BareJid, lines: readonly MergeLine[]): void {
    // Somebody who was removed since then needs no word any more.
    if (lines.length === 0 || !this.#model.contacts.has(bareJid)) this.#model.remove("merges", bareJid);
    else this.#model.put("merges", { bareJid, lines });
  }

  /** The fewest lines that add up to the same. */
  lines(): Line[] {
    const { edits, merges } = this.#model;
    return fewestLines({
      batches: this.#batches,
      edits: edits.values(),
      records: this.#records,
      merges: merges.values(),
    });
  }

  #take(
    wish: BatchWish,
    edits: readonly TakenEdit[],
    effects: readonly Effect[],
    sendsAt: number | null,
  ): void {
    const batch = this.#batches.get(wish.id) ?? this.#begin(wish);
    batch.sendsAt = sendsAt ?? batch.sendsAt;
    for (const edit of edits) {
      meet(batch, edit.bareJid);
      const state = edit.why === null ? (sendsAt === null ? "waiting" : "held") : "refused";
      this.#put(batch, edit, state, untried);
    }
    for (const effect of effects) {
      meet(batch, effect.bareJid);
      addEffect(batch, effect);
    }
    this.#settle(wish.id);
  }

  #put(
    batch: BatchRecord,
    { base, yields, ...edit }: TakenEdit,
    state: OpenState,
    { tried, isRestoring, effect }: Pick<EditRecord, "tried" | "isRestoring" | "effect">,
  ): void {
    const { id, bareJid } = edit;
    place(batch, id, bareJid, state);
    const known = this.#records.get(id);
    this.#remember(id, bareJid, { base: known ? known.base : base, yields, tried, isRestoring, effect });
    this.#model.put("edits", { ...edit, batch: batch.wish.id, state });
  }

  #remember(id: string, bareJid: BareJid, record: EditRecord): void {
    this.#records.set(id, record);
    this.#editsOfContact.set(bareJid, (this.#editsOfContact.get(bareJid) ?? new Set()).add(id));
  }

  #forgetRecord(id: string, bareJid: BareJid): void {
    this.#records.delete(id);
    const others = this.#editsOfContact.get(bareJid);
    others?.delete(id);
    if (others?.size === 0) this.#editsOfContact.delete(bareJid);
  }

  #begin(wish: BatchWish): BatchRecord {
    const undone = wish.undoes === null ? undefined : this.#batches.get(wish.undoes);
    // Asking cannot be taken back: they have seen it.
    const { kind } = wish.change;
    const stack = kind === "ask" ? null : kind === "undo" ? "future" : "past";
    if (undone !== undefined) {
      this.#stacks.put(undone, null);
      for (const edit of this.editsOf(undone.wish.id)) {
        // On its way and not to be had back: but nobody is asked who is to be removed again.
        if (edit.kind === "add") this.#model.put("edits", { ...edit, message: null });
      }
      this.#settle(undone.wish.id);
    } else if (stack === "past" && wish.undoes === null) {
      this.#forget(this.#stacks.all("future"));
    }
    const batch = makeBatch(wish);
    this.#stacks.put(batch, stack);
    this.#batches.set(wish.id, batch);
    if (stack !== null) this.#forget(this.#stacks.tooOld(stack));
    return batch;
  }

  /** These can be taken back no more. */
  #forget(batches: readonly BatchRecord[]): void {
    for (const batch of batches) {
      this.#stacks.put(batch, null);
      this.#settle(batch.wish.id);
    }
  }

  #done(id: string, effect: Effect | null): void {
    const edit = this.#model.edits.get(id);
    const batch = edit && this.#batches.get(edit.batch);
    if (edit === undefined || batch === undefined) return;
    if (effect !== null) addEffect(batch, effect);
    if (this.#records.get(id)?.isRestoring !== true) this.#rebase(edit);
    if (edit.kind === "add" && edit.message !== null) {
      this.#amend(id, { tried: null, isRestoring: false, effect: null, yields: false });
      this.#model.put("edits", { ...edit, kind: "ask", deltas: [] });
      this.#setState(id, "waiting", null);
      return;
    }
    this.#close(edit, "done");
  }

  /** What our own earlier edit did is no other device's doing. */
  #rebase({ id, bareJid, kind, deltas }: Edit): void {
    if (kind === "ask") return;
    for (const later of this.#editsOfContact.get(bareJid) ?? []) {
      const record = this.#records.get(later);
      if (later === id || record === undefined) continue;
      const base = kind === "remove" ? null : applyDeltas(record.base ?? { name: "", groups: [] }, deltas);
      this.#records.set(later, { ...record, base });
    }
  }

  #drop(id: string): void {
    const edit = this.#model.edits.get(id);
    if (edit !== undefined) this.#close(edit, "dropped");
  }

  #close(edit: Edit, state: "done" | "dropped"): void {
    this.#forgetRecord(edit.id, edit.bareJid);
    const batch = this.#batches.get(edit.batch);
    if (batch !== undefined) place(batch, edit.id, edit.bareJid, state);
    this.#model.remove("edits", edit.id);
    this.#settle(edit.batch);
  }

  #setState(id: string, state: "waiting" | "refused", why: Failure | null): void {
    const edit = this.#model.edits.get(id);
    if (edit === undefined) return;
    const batch = this.#batches.get(edit.batch);
    if (batch !== undefined) place(batch, id, edit.bareJid, state);
    this.#model.put("edits", { ...edit, state, why });
    this.#settle(edit.batch);
  }

  #amend(id: string, change: Partial<EditRecord>): void {
    const record = this.#records.get(id);
    if (record !== undefined) this.#records.set(id, { ...record, ...change });
  }

  /** Tells the model how far a batch has come, and what can be taken back; forgets what nobody asks for any more. */
  #settle(id: string): void {
    const batch = this.#batches.get(id);
    if (batch === undefined) return;
    const isOver = batch.open.size === 0;
    if (isOver && batch.effects.size === 0) this.#stacks.put(batch, null);
    if (!isOver || (sizeOf(batch) > 1 && this.#model.batches.has(id))) this.#show(batch);
    else this.giveUp(id);
    if (isOver) for (const old of [...this.#finished].slice(0, -maxFinished)) this.giveUp(old);
    if (isOver && batch.stack === null) this.#batches.delete(id);
    this.#publishUndo();
  }

  #show(batch: BatchRecord): void {
    const entry = toEntry(batch, this.#pause);
    if (entry.state === "finished" || entry.state === "stopped") this.#finished.add(entry.id);
    else this.#finished.delete(entry.id);
    this.#model.put("batches", entry);
  }

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

const untried = { tried: null, isRestoring: false, effect: null };
