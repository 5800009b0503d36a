import type { Kept, UndoAnswer, Undoable } from "../../app/batch.ts";
import { removalWait } from "../../app/batch.ts";
import { reverseOf } from "../../app/change.ts";
import type { Item } from "../../app/contact.ts";
import { applyDeltas, type Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { MergeCode } from "../../app/merge.ts";
import { fail, ok, type Result } from "../../app/result.ts";
import type { Clock } from "../clock.ts";
import { InTurn } from "../in-turn.ts";
import type { AccountModel } from "../roster/model.ts";
import type { Stream } from "../xmpp/connection/stream.ts";
import { type BatchWish, batchWish } from "./batch-wish.ts";
import { effectOf, inverseOf, joinEffects } from "./effect.ts";
import type { Journal } from "./journal.ts";
import { Ledger } from "./ledger.ts";
import type { Effect, Line, TakenEdit } from "./line.ts";
import { projectedItems } from "./projected.ts";
import { wishToAddAgain, wishToPutBack } from "./put-back.ts";
import { EditQueue, type QueueOptions } from "./queue.ts";
import { takenEdit, type Wish } from "./wishes.ts";

/** So many batches are remembered as ended: parts of one follow each other at once. */
const maxEnded = 20;

/**
 * The edits of one account: taken when they are on disk, sent by the queue, and taken back. Every step is a line of the
 * journal first and then in the ledger. Commands take their turn, so that each is computed from what the one before became.
 */
export class Edits {
  readonly #model: AccountModel;
  readonly #ledger: Ledger;
  readonly #queue: EditQueue;
  readonly #journal: Journal;
  /** What removals wait by. */
  readonly #clock: Clock;
  /** Removals whose wait was over when the disk was full: they are in no journal yet. */
  readonly #unwritten = new Map<string, { readonly batch: BatchWish; readonly edit: TakenEdit }>();
  /** Batches that were stopped or taken back, newest last: what is still to come of them goes nowhere. */
  readonly #ended = new Map<string, "stopped" | "taken back">();
  readonly #turns = new InTurn();

  /** `lines` are those of the last time. */
  constructor(
    model: AccountModel,
    lines: readonly Line[],
    openJournal: (current: () => Line[]) => Journal,
    server: Pick<QueueOptions, "ask" | "accept" | "note">,
    clock: Clock,
  ) {
    this.#clock = clock;
    const ledger = new Ledger(model);
    this.#model = model;
    this.#ledger = ledger;
    this.#journal = openJournal(() => ledger.lines());
    this.#queue = new EditQueue({ model, ledger, ...server, commit: (line) => this.#commit(line) });
    for (const line of lines) ledger.apply(line);
    ledger.settle();
    this.#queue.put([...model.edits.values()].filter(({ state }) => state === "waiting"));
  }

  resume(stream: Stream): void {
    this.#queue.resume(stream);
  }

  suspend(): void {
    this.#queue.suspend();
  }

  /** A fresh stream begins, of which nothing has been heard yet. */
  startFresh(): void {
    this.#queue.startFresh();
  }

  handlePush(bareJid: BareJid): void {
    this.#queue.handlePush(bareJid);
  }

  /** Who was to be removed and is not on the way yet stays. */
  endWaits(): void {
    this.#clock.stop();
  }

  /** What is in the journal comes back with the next start. */
  close(): void {
    this.endWaits();
    this.#journal.close();
  }

  async forget(): Promise<void> {
    this.close();
    await this.#journal.remove();
  }

  /** Resolves when the edits are safe on disk; they show, and go out, from then on. */
  take(wish: () => Result<Wish>): Promise<Result<{ batch: string }>> {
    return this.#turns.run(async () => {
      const made = wish();
      if (!made.ok) return made;
      const { id } = made.value.batch;
      if (this.#ended.get(id) === "taken back") return ok({ batch: id });
      return this.#take(made.value, this.#heldAgainst(made.value));
    });
  }

  /** They are on the list and are to be removed, with nothing after it that adds them again. */
  isLeaving(bareJid: BareJid): boolean {
    return this.#removals().has(bareJid);
  }

  /**
   * Lets a removal wait before it is sent. Nothing of it is on disk before: closing Kith keeps the person. Whoever is to be
   * removed already is not removed twice: one undo is to keep them. Answers the batch that does it.
   */
  takeRemoval(wish: () => Wish): Promise<Result<{ batch: string }>> {
    return this.#turns.run(async () => {
      const { batch, edits: all } = wish();
      const ended = this.#ended.get(batch.id);
      if (ended === "taken back") return ok({ batch: batch.id });
      const removals = this.#removals();
      const edits = all.filter(({ bareJid }) => !removals.has(bareJid));
      const [first] = all;
      const known = first && removals.get(first.bareJid);
      if (edits.length === 0 && known !== undefined) return ok({ batch: known });
      this.#ledger.hold(batch, edits, Date.now() + removalWait);
      if (ended === "stopped") {
        this.#dropUnsent(batch.id);
        return ok({ batch: batch.id });
      }
      this.#clock.after(removalWait, () => {
        void this.#turns.run(() => this.#release(batch, edits));
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

  /** Drops an edit that is not on its way. */
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
    for (const bareJid of contacts ?? [...this.#model.merges.keys()])
      this.#commit({ do: "merge", bareJid, lines: [] });
  }

  /** Makes the change that this merge line says was lost; the line then disappears. */
  async putBack(bareJid: BareJid, code: MergeCode): Promise<Result<null>> {
    const line = this.#model.merges.get(bareJid)?.lines.find((one) => one.code === code);
    if (line === undefined) return fail("bad-command");
    const wish = wishToPutBack(this.#model, bareJid, line);
    if (!wish.ok) return wish;
    const taken = await (wish.value.isRemoval ? this.takeRemoval(() => wish.value) : this.take(() => wish));
    if (!taken.ok) return taken;
    const rest = (this.#model.merges.get(bareJid)?.lines ?? []).filter((one) => one.code !== code);
    this.#commit({ do: "merge", bareJid, lines: rest });
    return ok(null);
  }

  /** Adds a contact again that another device removed before this edit was sent; the edit is dropped. */
  addAgain(id: string): Promise<Result<null>> {
    return this.#turns.run(async () => {
      const edit = this.#model.edits.get(id);
      if (edit?.state !== "refused" || edit.why?.code !== "contact-gone") return fail("bad-command");
      const wish = wishToAddAgain(this.#model, edit, this.#ledger.record(id)?.base ?? null);
      const taken = await this.#take(wish, [edit]);
      return taken.ok ? ok(null) : taken;
    });
  }

  /** What is on its way finishes; what waits is dropped. */
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

  /** Takes back what still stands of a batch: this one, or the newest. */
  undo(id: string | null): Promise<Result<UndoAnswer>> {
    return this.#turns.run(() => this.#takeBack(this.#ledger.undoable("past", id ?? undefined)));
  }

  /** Takes back the newest undo. */
  redo(): Promise<Result<UndoAnswer>> {
    return this.#turns.run(() => this.#takeBack(this.#ledger.undoable("future")));
  }

  /** Takes a wish in the place of the edits it drops, both or neither. */
  async #take(
    { batch, edits }: Wish,
    dropped: readonly Edit[] = [],
    effects: readonly Effect[] = [],
  ): Promise<Result<{ batch: string }>> {
    const drops = dropped.map(({ id }) => id);
    const line: Line = { do: "take", batch, edits, effects: [...effects], drops };
    const take = () =>
      this.#journal.take(line, () => {
        this.#ledger.apply(line);
      });
    this.#ledger.expect(edits);
    const isTaken = await (drops.length > 0 ? this.#queue.whileHeld(take) : take());
    if (!isTaken) {
      this.#ledger.unexpect(edits);
      return fail("disk-unwritable");
    }
    if (this.#ended.get(batch.id) === "stopped") this.#dropUnsent(batch.id);
    else this.#queue.put(edits.filter(({ why }) => why === null));
    return ok({ batch: batch.id });
  }

  async #release(batch: BatchWish, all: readonly TakenEdit[]): Promise<void> {
    const edits = all.filter(({ id }) => this.#model.edits.has(id));
    if (edits.length === 0) return;
    const going = edits.filter(({ why }) => why === null);
    const line: Line = { do: "take", batch, edits, effects: [], drops: [] };
    const isTaken = await this.#journal.take(line, () => {
      this.#ledger.release(going.map(({ id }) => id));
    });
    if (isTaken) {
      this.#queue.put(going);
      return;
    }
    for (const edit of edits) {
      this.#unwritten.set(edit.id, { batch, edit });
      this.#ledger.apply({ do: "refuse", edit: edit.id, why: { code: "disk-unwritable", values: {} } });
    }
  }

  /** Edits of one batch. */
  async #retry(ids: readonly string[]): Promise<void> {
    const unwritten = ids.map((id) => this.#unwritten.get(id)).filter((one) => one !== undefined);
    const [first] = unwritten;
    for (const { edit } of unwritten) this.#unwritten.delete(edit.id);
    // In one line: the disk is waited for once, however many they are.
    if (first !== undefined)
      await this.#release(
        first.batch,
        unwritten.map(({ edit }) => edit),
      );
    const released = new Set(unwritten.map(({ edit }) => edit.id));
    for (const id of ids) {
      if (released.has(id)) continue;
      this.#commit({ do: "retry", edit: id });
      const edit = this.#model.edits.get(id);
      if (edit !== undefined) this.#queue.put([edit]);
    }
  }

  /** Who is to be removed, and by which batch. */
  #removals(): Map<BareJid, string> {
    const removals = new Map<BareJid, string>();
    for (const { bareJid, kind, state, batch } of this.#model.edits.values()) {
      if (state === "refused") continue;
      if (kind === "remove") removals.set(bareJid, batch);
      else if (kind === "add") removals.delete(bareJid);
    }
    return removals;
  }

  /** The removals in their wait of those whom a wish adds: they would take away again whom it brings back. */
  #heldAgainst({ edits }: Wish): Edit[] {
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
    if (edits.length > 0) this.#commit({ do: "drop", edits: edits.map(({ id }) => id) });
    for (const { id } of edits) this.#unwritten.delete(id);
  }

  async #takeBack(undone: Undoable | undefined): Promise<Result<UndoAnswer>> {
    if (undone === undefined) return fail("nothing-to-undo");
    const { open, undropped } = this.#openOf(undone.batch);
    const effects = onePerPerson([...this.#ledger.effectsOf(undone.batch), ...undropped]);
    const batch = batchWish(reverseOf(undone.change), null, undone.batch);
    const items = withoutEdits(this.#model, open);
    const kept: Kept[] = [];
    const mustAsk: BareJid[] = [];
    const edits: TakenEdit[] = [];
    for (const effect of effects) {
      const inverse = inverseOf(effect, items.get(effect.bareJid));
      if (inverse.kept !== null) kept.push({ contact: effect.bareJid, why: inverse.kept });
      if (inverse.kind === "nothing") continue;
      if (inverse.kind === "add") mustAsk.push(effect.bareJid);
      const { address } = effect;
      edits.push({
        ...takenEdit(this.#model, effect.bareJid, inverse.kind, inverse.deltas, { address, yields: true }),
        // Somebody whose addition is still on its way is not on the list yet.
        why: null,
      });
    }
    const unsent = open.flatMap((edit) => effectOfDrop(this.#model, edit));
    const taken = await this.#take({ batch, edits }, open, unsent);
    if (!taken.ok) return taken;
    this.#end(undone.batch, "taken back");
    return ok({ batch: batch.id, undone, kept, mustAsk });
  }

  /** The edits of a batch that can still be dropped, and what those on their way will have changed. */
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

  /** A set that went unanswered may have taken effect: its edit cannot be dropped. */
  #isOnItsWay({ id, state }: Edit): boolean {
    const tried = this.#ledger.record(id)?.tried ?? null;
    return state === "sending" || (state === "waiting" && tried !== null);
  }

  #end(batch: string, how: "stopped" | "taken back"): void {
    this.#ended.delete(batch);
    this.#ended.set(batch, how);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > maxEnded && oldest !== undefined) this.#ended.delete(oldest);
  }

  #onBatch(batch: string, act: () => unknown): Promise<Result<null>> {
    return this.#turns.run(async () => {
      const isKnown = this.#ledger.hasBatch(batch) || this.#model.batches.has(batch);
      if (!isKnown) return fail("unknown-batch");
      await act();
      return ok(null);
    });
  }

  /** What cannot be written now is made good when the journal is next written anew; only going out must wait for it. */
  #commit(line: Line): boolean {
    if (!this.#journal.note(line) && line.do === "send") return false;
    this.#ledger.apply(line);
    return true;
  }
}

/** What was done to somebody in several edits of a batch is taken back in one. */
function onePerPerson(effects: readonly Effect[]): Effect[] {
  const joined = new Map<BareJid, Effect | undefined>();
  for (const effect of effects)
    joined.set(effect.bareJid, joinEffects(joined.get(effect.bareJid), effect) ?? undefined);
  return [...joined.values()].filter((effect) => effect !== undefined);
}

/** What the list will be when these edits are dropped and the others are through. */
function withoutEdits(model: AccountModel, dropped: readonly Edit[]): Map<BareJid, Item> {
  const gone = new Set(dropped.map(({ id }) => id));
  return projectedItems({
    contacts: model.contacts,
    edits: new Map([...model.edits].filter(([id]) => !gone.has(id))),
  });
}

/** Dropped before it was sent, an edit is taken back too: as an effect, so that it can be done after all. */
function effectOfDrop(model: AccountModel, edit: Edit): Effect[] {
  if (edit.state === "refused" || edit.kind === "ask") return [];
  const contact = model.contacts.get(edit.bareJid);
  const wanted =
    edit.kind === "remove" ? null : applyDeltas(contact ?? { name: "", groups: [] }, edit.deltas);
  const effect = effectOf(edit, wanted, contact ?? null);
  return effect === null ? [] : [effect];
}
