import type { UndoAnswer, Undoable } from "../../app/batch.ts";
import { removalWait } from "./removal-wait.ts";
import type { Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { MergeCode } from "../../app/merge.ts";
import { fail, ok, type Result } from "../../app/result.ts";
import type { Clock } from "../clock.ts";
import { InTurn } from "../in-turn.ts";
import type { AccountModel } from "../roster/model.ts";
import type { Stream } from "../xmpp/connection/stream.ts";
import type { BatchIntent } from "./batch-intent.ts";
import type { Journal } from "./journal.ts";
import { Ledger } from "./ledger.ts";
import type { Effect, Line } from "./line.ts";
import { intentToAddAgain, intentToPutBack } from "./put-back.ts";
import { EditQueue, type QueueOptions } from "./queue.ts";
import { dropStep, mergeStep, refuseStep, releaseStep, retryStep, takeStep } from "./steps.ts";
import type { Intent } from "./intents.ts";
import { intentToUndo } from "./intent-to-undo.ts";

/** How many ended batches are remembered: the parts of a batch follow each other at once. */
const maxEnded = 20;

/**
 * The edits of one account: accepted once they are on disk, sent by the queue, and undone. Every step is first a line of the
 * journal and then applied to the ledger. Commands run in turn, so that each is computed from the result of the one before.
 */
export class Edits {
  readonly #model: AccountModel;
  readonly #ledger: Ledger;
  readonly #queue: EditQueue;
  readonly #journal: Journal;
  /** Times the wait of removals. */
  readonly #clock: Clock;
  /** Removals whose wait ended while the disk was full: they are not in the journal yet. */
  readonly #unwritten = new Map<string, BatchIntent>();
  /** Batches that were stopped or undone, newest last: their later parts are dropped. */
  readonly #ended = new Map<string, "stopped" | "undone">();
  readonly #turns = new InTurn();

  /** `lines` are those of the last run. */
  constructor(
    model: AccountModel,
    lines: readonly Line[],
    openJournal: (current: () => Line[]) => Journal,
    server: Pick<QueueOptions, "ask" | "accept" | "note">,
    clock: Clock,
  ) {
    this.#clock = clock;
    const ledger = new Ledger(model, lines);
    this.#model = model;
    this.#ledger = ledger;
    this.#journal = openJournal(() => ledger.lines());
    this.#queue = new EditQueue({
      model,
      ledger,
      ...server,
      write: (line) => this.#write(line),
      record: (line) => {
        this.#record(line);
      },
    });
    this.#queue.put([...model.edits.values()].filter(({ state }) => state === "waiting"));
  }

  resume(stream: Stream): void {
    this.#queue.resume(stream);
  }

  suspend(): void {
    this.#queue.suspend();
  }

  /** A fresh stream begins. Call it before anything is received on it. */
  startFresh(): void {
    this.#queue.startFresh();
  }

  handlePush(bareJid: BareJid): void {
    this.#queue.handlePush(bareJid);
  }

  /** Cancels the removals that still wait. */
  endWaits(): void {
    this.#clock.stop();
  }

  /** The journal's edits come back with the next start. */
  close(): void {
    this.endWaits();
    this.#journal.close();
  }

  async forget(): Promise<void> {
    this.close();
    await this.#journal.remove();
  }

  /** Resolves when the edits are safe on disk. From then on they are shown and sent. */
  take(intent: () => Result<Intent>): Promise<Result<{ batch: string }>> {
    return this.#turns.run(async () => {
      const made = intent();
      if (!made.ok) return made;
      const { id } = made.value.batch;
      if (this.#ended.get(id) === "undone") return ok({ batch: id });
      return this.#take(made.value, this.#heldAgainst(made.value));
    });
  }

  /** Whether they are on the list and will be removed, and not added again afterwards. */
  isLeaving(bareJid: BareJid): boolean {
    return this.#removals().has(bareJid);
  }

  /**
   * Delays a removal before it is sent. It is not on disk until then, so closing Kith keeps the person. Nobody is
   * removed twice, so that one undo is enough to keep them. Returns the batch that removes the people.
   */
  takeRemoval(intent: () => Intent): Promise<Result<{ batch: string }>> {
    return this.#turns.run(async () => {
      const { batch, edits: all } = intent();
      const ended = this.#ended.get(batch.id);
      if (ended === "undone") return ok({ batch: batch.id });
      const removals = this.#removals();
      const edits = all.filter(({ bareJid }) => !removals.has(bareJid));
      const [first] = all;
      const known = first && removals.get(first.bareJid);
      if (edits.length === 0 && known !== undefined) return ok({ batch: known });
      const others = this.#ledger.hold(batch, edits, Date.now() + removalWait);
      if (ended === "stopped") {
        this.#dropUnsent(batch.id);
        return ok({ batch: batch.id });
      }
      this.#clock.after(removalWait, () => {
        const ids = edits.map(({ id }) => id);
        void this.#turns.run(() => this.#release(batch, ids, others));
      });
      return ok({ batch: batch.id });
    });
  }

  /** Sends a refused edit once more. */
  retry(id: string): Promise<Result<null>> {
    return this.#turns.run(async () => {
      if (this.#model.edits.get(id)?.state !== "refused") return fail("bad-command");
      await this.#retry([id]);
      return ok(null);
    });
  }

  /** Drops an edit that is not in flight. */
  dismiss(id: string): Promise<Result<null>> {
    return this.#turns.run(async () => {
      const edit = this.#model.edits.get(id);
      if (edit === undefined || edit.state === "sending") return fail("bad-command");
      this.#drop([edit]);
      return ok(null);
    });
  }

  /** The person has read the merge lines of these contacts; null means those of all contacts. */
  dismissMerges(contacts: readonly BareJid[] | null): void {
    for (const bareJid of contacts ?? [...this.#model.merges.keys()]) this.#record(mergeStep(bareJid, []));
  }

  /** Makes the change that this merge line says was lost; the line then disappears. */
  async putBack(bareJid: BareJid, code: MergeCode): Promise<Result<null>> {
    const line = this.#model.merges.get(bareJid)?.lines.find((one) => one.code === code);
    if (line === undefined) return fail("bad-command");
    const intent = intentToPutBack(this.#model, bareJid, line);
    if (!intent.ok) return intent;
    const taken = await (intent.value.isRemoval
      ? this.takeRemoval(() => intent.value)
      : this.take(() => intent));
    if (!taken.ok) return taken;
    const rest = (this.#model.merges.get(bareJid)?.lines ?? []).filter((one) => one.code !== code);
    this.#record(mergeStep(bareJid, rest));
    return ok(null);
  }

  /** Adds a contact again that another device removed before this edit was sent; the edit is dropped. */
  addAgain(id: string): Promise<Result<null>> {
    return this.#turns.run(async () => {
      const edit = this.#model.edits.get(id);
      if (edit?.state !== "refused" || edit.why?.code !== "contact-gone") return fail("bad-command");
      const intent = intentToAddAgain(this.#model, edit, this.#ledger.stored(id)?.base ?? null);
      const taken = await this.#take(intent, [edit]);
      return taken.ok ? ok(null) : taken;
    });
  }

  /** Edits in flight finish; waiting ones are dropped. */
  stopBatch(batch: string): Promise<Result<null>> {
    return this.#onBatch(batch, () => {
      this.#end(batch, "stopped");
      this.#ledger.markStopped(batch);
      this.#dropUnsent(batch);
    });
  }

  retryBatch(batch: string): Promise<Result<null>> {
    return this.#onBatch(batch, () =>
      this.#retry(
        this.#ledger
          .editsOf(batch)
          .filter(({ state }) => state === "refused")
          .map(({ id }) => id),
      ),
    );
  }

  giveUpBatch(batch: string): Promise<Result<null>> {
    return this.#onBatch(batch, () => {
      const edits = this.#ledger.editsOf(batch);
      this.#drop(edits.filter(({ state }) => state === "refused"));
      if (edits.every(({ state }) => state === "refused")) this.#ledger.giveUp(batch);
    });
  }

  /** Undoes what is still in effect of a batch: this one, or (null) the newest. */
  undo(id: string | null): Promise<Result<UndoAnswer>> {
    return this.#turns.run(() => this.#revert(this.#ledger.undoable("past", id ?? undefined)));
  }

  /** Reverts the newest undo. */
  redo(): Promise<Result<UndoAnswer>> {
    return this.#turns.run(() => this.#revert(this.#ledger.undoable("future")));
  }

  /** Accepts an intent and drops the edits that it replaces: both or neither. */
  async #take(
    intent: Intent,
    dropped: readonly Edit[] = [],
    effects: readonly Effect[] = [],
  ): Promise<Result<{ batch: string }>> {
    const { batch, edits } = intent;
    const drops = dropped.map(({ id }) => id);
    const take = () =>
      this.#journal.take(
        () => takeStep(this.#ledger, intent, drops, effects),
        (line) => {
          this.#ledger.endExpecting();
          this.#ledger.apply(line);
        },
      );
    this.#ledger.expect(batch, edits, drops);
    const isTaken = await (drops.length > 0 ? this.#queue.withoutSending(take) : take());
    if (!isTaken) {
      this.#ledger.endExpecting();
      return fail("disk-unwritable");
    }
    if (this.#ended.get(batch.id) === "stopped") this.#dropUnsent(batch.id);
    else this.#queue.put(edits.filter(({ why }) => why === null));
    return ok({ batch: batch.id });
  }

  /** `others` is what the batch changed about other batches when it began. */
  async #release(batch: BatchIntent, all: readonly string[], others: Line = []): Promise<void> {
    const ids = all.filter((id) => this.#ledger.stored(id) !== undefined);
    if (ids.length === 0) return;
    const release = () => releaseStep(this.#ledger, batch, ids);
    const isTaken = await this.#journal.take(
      () => [...others, ...release()],
      () => {
        this.#ledger.endWait(ids);
        this.#ledger.apply(release());
      },
    );
    if (isTaken) {
      this.#queue.put(this.#editsIn(ids).filter(({ state }) => state === "waiting"));
      return;
    }
    this.#ledger.endWait(ids);
    for (const id of ids) {
      this.#unwritten.set(id, batch);
      this.#ledger.apply(refuseStep(this.#ledger, id, { code: "disk-unwritable", values: {} }));
    }
  }

  /** Sends refused edits again, all of one batch. */
  async #retry(ids: readonly string[]): Promise<void> {
    const unwritten = ids.filter((id) => this.#unwritten.has(id));
    const [batch] = unwritten.map((id) => this.#unwritten.get(id));
    for (const id of unwritten) this.#unwritten.delete(id);
    // In one line, so that the disk is awaited only once.
    if (batch !== undefined) await this.#release(batch, unwritten);
    const released = new Set(unwritten);
    for (const id of ids) {
      if (released.has(id)) continue;
      this.#record(retryStep(this.#ledger, id));
      this.#queue.put(this.#editsIn([id]));
    }
  }

  /** Who will be removed, and by which batch. */
  #removals(): Map<BareJid, string> {
    const removals = new Map<BareJid, string>();
    for (const { bareJid, kind, state, batch } of this.#model.edits.values()) {
      if (state === "refused") continue;
      if (kind === "remove") removals.set(bareJid, batch);
      else if (kind === "add") removals.delete(bareJid);
    }
    return removals;
  }

  /** The held removals of people that an intent adds: they would remove these people again. */
  #heldAgainst({ edits }: Intent): Edit[] {
    const added = new Set(
      edits
        .filter(({ kind, bareJid }) => kind === "add" && this.#model.contacts.has(bareJid))
        .map(({ bareJid }) => bareJid),
    );
    if (added.size === 0) return [];
    return [...this.#model.edits.values()].filter(
      ({ state, bareJid }) => state === "held" && added.has(bareJid),
    );
  }

  #dropUnsent(batch: string): void {
    this.#drop(
      this.#ledger
        .editsOf(batch)
        .filter((edit) => (edit.state === "waiting" || edit.state === "held") && !this.#isOnItsWay(edit)),
    );
  }

  #drop(edits: readonly Edit[]): void {
    const ids = edits.map(({ id }) => id);
    this.#record(dropStep(this.#ledger, ids));
    for (const id of ids) this.#unwritten.delete(id);
  }

  async #revert(undone: Undoable | undefined): Promise<Result<UndoAnswer>> {
    if (undone === undefined) return fail("nothing-to-undo");
    const { open, undropped } = this.#openOf(undone.batch);
    const effects = [...this.#ledger.effectsOf(undone.batch), ...undropped];
    const { intent, unsent, kept, mustAsk } = intentToUndo(this.#model, undone, open, effects);
    const taken = await this.#take(intent, open, unsent);
    if (!taken.ok) return taken;
    this.#end(undone.batch, "undone");
    return ok({ batch: intent.batch.id, undone, kept, mustAsk });
  }

  /** The edits of a batch that can still be dropped, and the effects of those in flight. */
  #openOf(batch: string): { open: Edit[]; undropped: Effect[] } {
    const edits = this.#ledger.editsOf(batch);
    return {
      open: edits.filter((edit) => !this.#isOnItsWay(edit)),
      undropped: edits
        .filter((edit) => this.#isOnItsWay(edit))
        .map((edit) => this.#queue.effectInFlight(edit))
        .filter((effect) => effect !== null),
    };
  }

  /** An unanswered set may have taken effect, so its edit cannot be dropped. */
  #isOnItsWay({ id, state }: Edit): boolean {
    const tried = this.#ledger.stored(id)?.tried ?? null;
    return state === "sending" || (state === "waiting" && tried !== null);
  }

  #end(batch: string, how: "stopped" | "undone"): void {
    this.#ended.delete(batch);
    this.#ended.set(batch, how);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > maxEnded && oldest !== undefined) this.#ended.delete(oldest);
  }

  #onBatch(batch: string, act: () => unknown): Promise<Result<null>> {
    return this.#turns.run(async () => {
      const isKnown = this.#ledger.batch(batch) !== undefined || this.#model.batches.has(batch);
      if (!isKnown) return fail("unknown-batch");
      await act();
      return ok(null);
    });
  }

  #write(line: Line): boolean {
    if (!this.#journal.note(line)) return false;
    this.#ledger.apply(line);
    return true;
  }

  /** What cannot be written now is written when the journal is next rewritten. */
  #record(line: Line): void {
    const writable = this.#ledger.writable(line);
    if (writable.length > 0) this.#journal.note(writable);
    this.#ledger.apply(line);
  }

  #editsIn(ids: readonly string[]): Edit[] {
    return ids.map((id) => this.#model.edits.get(id)).filter((edit) => edit !== undefined);
  }
}
