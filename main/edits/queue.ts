import type { Contact, Item } from "../../app/contact.ts";
import type { Edit } from "../../app/edit.ts";
import type { Note } from "../../app/diagnosis/event.ts";
import type { MergeLine } from "../../app/merge.ts";
import type { Failure, Result } from "../../app/result.ts";
import type { BareJid } from "../../app/jid.ts";
import { failureFields } from "../diagnosis/failure-fields.ts";
import type { AccountModel } from "../roster/model.ts";
import { rosterRemove, rosterSet } from "../xmpp/roster.ts";
import type { Stream } from "../xmpp/connection/stream.ts";
import { linesForName } from "./accepted-name.ts";
import { linesOf, nobody, Trails, wipedOut } from "./crossing.ts";
import { effectOf, plain } from "./effect.ts";
import { type Flight, isSame, makeFlight, seePush, trialOf } from "./flight.ts";
import { Freshness } from "./freshness.ts";
import type { EditRecord, Ledger } from "./ledger.ts";
import type { Effect, Line } from "./line.ts";
import { Pace } from "./pace.ts";
import { linesForNameless, mayBeForNameless, withoutNameless } from "./nameless-group.ts";
import { makePlan, type SendPlan } from "./plan.ts";
import { ReadOnlyGroups } from "./read-only-groups.ts";
import { doneStep, mergeStep, refuseStep, restoreStep, sendStep } from "./steps.ts";

export interface QueueOptions {
  readonly model: AccountModel;
  readonly ledger: Ledger;
  /** Records a step: on disk, then in the ledger. False if the disk refuses; then nothing has changed. */
  readonly write: (line: Line) => boolean;
  /** The same for a step that has already happened: if it cannot be written now, the next rewrite of the journal contains it. */
  readonly record: (line: Line) => void;
  /** Asks somebody for their status; resolves once the server has read it. */
  readonly ask: (stream: Stream, contact: Contact, message: string) => Promise<Result<unknown>>;
  /** The server has accepted this item (null for a removal) and has pushed nothing about the contact meanwhile. */
  readonly accept: (contact: Pick<Contact, "bareJid" | "address">, item: Item | null, stream: Stream) => void;
  readonly note?: Note;
}

/**
 * The edits of one account on their way to the server.
 *
 *   waiting ──online, no other edit of this contact in flight──▶ sending ──result and push──▶ gone
 *    ▲   ▲                                                        │  │ │
 *    │   └───────────── connection lost, "wait" ──────────────────┘  │ └── ours wiped out theirs ──▶ waiting
 *    └──────────────────────────"Try again"── refused ◀──────error───┘
 *
 * Each edit consists of deltas; the item is computed when it is sent, from the newest contact known (RULE R3). Edits of one
 * contact keep their order. Before an item is sent, it is on disk with what it was computed from: after a lost connection or
 * a crash, Kith can then tell its own change from another device's.
 *
 * A set replaces the whole item, and a server has no "only if unchanged": what another device wrote while ours was in flight
 * is wiped out. The order of the pushes shows this, and the edit stays until what was lost is restored.
 */
export class EditQueue {
  readonly #model: AccountModel;
  readonly #ledger: Ledger;
  readonly #write: QueueOptions["write"];
  readonly #record: QueueOptions["record"];
  readonly #ask: QueueOptions["ask"];
  readonly #accept: QueueOptions["accept"];
  readonly #note: Note;
  readonly #pace: Pace;
  #stream: Stream | undefined;
  /** The one edit of each contact that is in flight. */
  readonly #flights = new Map<BareJid, Flight>();
  /** Unanswered sets, by contact: later pushes or a later list show whether they took effect. */
  readonly #unanswered = new Map<BareJid, Flight>();
  /** The waiting edits, by contact and in order. */
  readonly #waiting = new Map<BareJid, string[]>();
  /** The contacts whose first edit can be sent. */
  readonly #ready = new Set<BareJid>();
  readonly #trails = new Trails();
  /** Edits that were refused with the nameless group and are sent again without it. */
  readonly #triedWithout = new Set<string>();
  /** The server accepted one of those, so the nameless group is left out from now on. */
  #refusesNameless = false;
  #isFrozen = false;
  /** No push followed an accepted set, so there is nothing to wait for. */
  #isPushless = false;
  readonly #readOnly: ReadOnlyGroups;
  readonly #freshness = new Freshness(() => {
    this.#sendNext();
  });

  constructor({ model, ledger, write, record, ask, accept, note = () => undefined }: QueueOptions) {
    this.#model = model;
    this.#ledger = ledger;
    this.#write = write;
    this.#record = record;
    this.#ask = ask;
    this.#accept = accept;
    this.#note = note;
    this.#readOnly = new ReadOnlyGroups(model);
    this.#pace = new Pace((why) => {
      ledger.markPaused(why);
      if (why === null) this.#sendNext();
      else note({ kind: "edits-paused", reason: why });
    });
  }

  /** Appends edits to the queue. */
  put(edits: readonly Pick<Edit, "id" | "bareJid">[]): void {
    for (const { id, bareJid } of edits) {
      const ids = this.#waiting.get(bareJid) ?? [];
      ids.push(id);
      this.#waiting.set(bareJid, ids);
      if (!this.#flights.has(bareJid)) this.#ready.add(bareJid);
    }
    this.#sendNext();
  }

  /** The effect of an edit in flight, or unanswered, if the server accepts it. */
  effectInFlight({ id, bareJid, address }: Edit): Effect | null {
    const record = this.#ledger.stored(id);
    if (record === undefined || record.tried === null) return null;
    const { before, sent } = record.tried;
    return record.isRestoring ? record.effect : effectOf({ bareJid, address }, before, sent);
  }

  /** Sends nothing until `act` is done, so that no edit that it drops is sent meanwhile. */
  async withoutSending<T>(act: () => Promise<T>): Promise<T> {
    this.#isFrozen = true;
    try {
      return await act();
    } finally {
      this.#isFrozen = false;
      this.#sendNext();
    }
  }

  /**
   * Sends the waiting edits on a stream on which the roster is known. RULE R22: on a resumed stream every push since
   * has been read, so an unanswered set without a push never arrived; on a fresh one only the item shows whether it
   * did.
   */
  resume(stream: Stream): void {
    this.#stream = stream;
    this.#pace.reset();
    for (const flight of [...this.#unanswered.values()]) {
      if (flight.isPushed) this.#landLate(flight);
      else if (stream.isResumed && !this.#isPushless) this.#ledger.forgetTrial(flight.edit.id);
    }
    this.#unanswered.clear();
    this.#sendNext();
  }

  /** A fresh stream begins: its list is newer than every set of the last one, and does not show what those wiped out. */
  startFresh(): void {
    for (const flight of [...this.#unanswered.values()]) if (flight.isPushed) this.#landLate(flight);
    this.#unanswered.clear();
  }

  /** The stream is gone: edits in flight wait again; accepted ones are done. */
  suspend(): void {
    this.#stream = undefined;
    this.#pace.reset();
    for (const flight of [...this.#flights.values()]) {
      this.#flights.delete(flight.edit.bareJid);
      if (flight.timer !== undefined) this.#land(flight);
      else this.#leaveUnanswered(flight);
    }
  }

  /** The contact has changed on the server, by us or by another device. */
  handlePush(bareJid: BareJid): void {
    this.#isPushless = false;
    const flight = this.#flights.get(bareJid) ?? this.#unanswered.get(bareJid);
    if (flight === undefined || flight.edit.kind === "ask") return;
    const now = this.#model.contacts.get(bareJid) ?? null;
    const isOurs = seePush(flight, now);
    // On disk, so that after a crash Kith can tell what our set wiped out.
    if (!isOurs && !flight.isPushed) {
      const theirs = now && plain(now);
      this.#record(sendStep(this.#ledger, flight.edit.id, { ...flight.trial, theirs }));
    }
    if (isOurs && flight.timer !== undefined) this.#land(flight);
    else if (isOurs && this.#stream !== undefined && this.#unanswered.has(bareJid)) this.#landLate(flight);
  }

  #sendNext(): void {
    for (const bareJid of this.#ready) {
      const stream = this.#stream;
      const isShut = this.#isFrozen || this.#pace.isPaused || this.#flights.size >= this.#pace.width;
      if (stream === undefined || isShut || !this.#freshness.isFresh(stream)) return;
      const [id] = this.#waiting.get(bareJid) ?? [];
      const edit = id === undefined ? undefined : this.#model.edits.get(id);
      if (edit === undefined || edit.state !== "waiting") {
        // Dropped while it waited, or the last one of this contact.
        this.#dequeue(bareJid);
        continue;
      }
      const record = this.#ledger.stored(edit.id) ?? nothingKnown;
      const isMove = !record.isRestoring && this.#ledger.isMove(edit);
      const made = makePlan(edit, record, this.#model.contacts.get(bareJid), isMove);
      if (made.do === "send") {
        const isWithout = this.#refusesNameless || this.#triedWithout.has(edit.id);
        const plan = isWithout && edit.kind !== "ask" ? withoutNameless(made) : made;
        if (!this.#write(sendStep(this.#ledger, edit.id, trialOf(plan)))) {
          this.#pace.wait("disk");
          return;
        }
        this.#tell(bareJid, plan.lines);
        this.#dequeue(bareJid);
        this.#ready.delete(bareJid);
        void this.#send(edit, plan, stream);
        continue;
      }
      this.#tell(bareJid, made.lines);
      if (made.do === "restore") {
        this.#record(restoreStep(this.#ledger, edit.id, made));
        // Behind the other contacts, but still first among its contact's edits.
        this.#ready.delete(bareJid);
        this.#ready.add(bareJid);
        continue;
      }
      this.#dequeue(bareJid);
      if (made.do === "refuse") this.#refuse(edit, made.why);
      else this.#finish(edit, made.effect);
    }
  }

  #dequeue(bareJid: BareJid): void {
    const ids = this.#waiting.get(bareJid);
    ids?.shift();
    // Added again at the end: contacts that had no turn yet come first.
    this.#ready.delete(bareJid);
    if (ids === undefined || ids.length === 0) this.#waiting.delete(bareJid);
    else this.#ready.add(bareJid);
  }

  #makeReady(bareJid: BareJid): void {
    if (this.#waiting.has(bareJid)) this.#ready.add(bareJid);
  }

  /** Moves an edit back to the head of its contact's queue. */
  #waitAgain(edit: Edit): void {
    this.#ledger.mark(edit.id, "waiting");
    this.#waiting.set(edit.bareJid, [edit.id, ...(this.#waiting.get(edit.bareJid) ?? [])]);
    this.#ready.add(edit.bareJid);
  }

  #leaveUnanswered(flight: Flight): void {
    const { edit } = flight;
    if (edit.kind !== "ask") this.#unanswered.set(edit.bareJid, flight);
    this.#waitAgain(edit);
  }

  async #send(edit: Edit, plan: SendPlan, stream: Stream): Promise<void> {
    const flight = makeFlight(edit, plan);
    const { sent, contact } = plan;
    this.#unanswered.delete(edit.bareJid);
    this.#flights.set(edit.bareJid, flight);
    this.#ledger.mark(edit.id, "sending");
    const reply = await this.#hand(edit, contact, sent, stream);
    // The stream was lost meanwhile, so the edit waits for the next one.
    if (this.#flights.get(edit.bareJid) !== flight) return;
    if (!reply.ok && reply.failure.code === "connection-lost") {
      this.#flights.delete(edit.bareJid);
      this.#leaveUnanswered(flight);
    } else if (!reply.ok && this.#pace.isPatienceAsked(edit.id, reply.failure)) {
      this.#flights.delete(edit.bareJid);
      this.#ledger.forgetTrial(edit.id);
      this.#waitAgain(edit);
      this.#pace.wait("server");
      return;
    } else if (edit.kind === "ask" && reply.ok) {
      this.#flights.delete(edit.bareJid);
      this.#finish(edit, null);
      this.#makeReady(edit.bareJid);
    } else if (reply.ok && !(flight.isPushed && isSame(this.#model.contacts.get(edit.bareJid), sent))) {
      // RULE R17. If a push arrived meanwhile, another will follow, or the server changed our item.
      if (flight.latest === undefined) this.#acceptItem(flight, stream);
      if (flight.latest === undefined && this.#isPushless) {
        this.#land(flight);
        return;
      }
      flight.timer = setTimeout(() => {
        this.#isPushless = flight.latest === undefined;
        this.#land(flight);
      }, pushPatience);
      return;
    } else if (reply.ok || (edit.kind === "remove" && reply.failure.code === "item-not-found")) {
      // RULE R15: removing somebody absent is already done; no push will come.
      if (!reply.ok) this.#acceptItem(flight, stream);
      this.#land(flight);
      return;
    } else if (edit.kind !== "ask" && mayBeForNameless(plan, reply.failure)) {
      this.#flights.delete(edit.bareJid);
      this.#ledger.forgetTrial(edit.id);
      this.#triedWithout.add(edit.id);
      this.#waitAgain(edit);
    } else {
      this.#flights.delete(edit.bareJid);
      this.#triedWithout.delete(edit.id);
      if (reply.failure.code === "no-answer" && edit.kind !== "ask") {
        // The connection may be dead in one direction, and the server may have accepted the set.
        this.#unanswered.set(edit.bareJid, flight);
        stream.check();
      }
      this.#refuse(edit, reply.failure);
      this.#readOnly.noteRefusal(flight, reply.failure);
      this.#makeReady(edit.bareJid);
    }
    this.#sendNext();
  }

  #refuse(edit: Edit, why: Failure): void {
    this.#note({ kind: "edit-refused", edit: edit.kind, ...failureFields(why) });
    this.#record(refuseStep(this.#ledger, edit.id, why));
  }

  #acceptItem({ edit: { bareJid, address }, sent }: Flight, stream: Stream): void {
    const known = this.#model.contacts.get(bareJid);
    this.#accept({ bareJid, address: known?.address ?? address }, sent, stream);
  }

  #hand(
    edit: Edit,
    contact: Contact | undefined,
    sent: Item | null,
    stream: Stream,
  ): Promise<Result<unknown>> {
    if (edit.kind === "ask" && contact !== undefined) return this.#ask(stream, contact, edit.message ?? "");
    const address = contact?.address ?? edit.address;
    return stream.request(sent === null ? rosterRemove(address) : rosterSet({ ...sent, address }));
  }

  /** The server has accepted a set, and has pushed it or pushes nothing. */
  #land(flight: Flight): void {
    const { edit } = flight;
    // No push of our set arrived, so the last one before the result is another device's, and it was wiped out.
    if (!flight.isPushed) flight.theirs = flight.latest;
    clearTimeout(flight.timer);
    if (this.#flights.get(edit.bareJid) === flight) this.#flights.delete(edit.bareJid);
    this.#pace.landed(edit.id);
    this.#readOnly.noteLanding(flight);
    this.#tell(edit.bareJid, linesForName(flight));
    if (this.#triedWithout.delete(edit.id)) this.#refusesNameless = true;
    this.#tell(edit.bareJid, linesForNameless(flight.before, flight.sent, edit.deltas));
    const yields = this.#ledger.stored(edit.id)?.yields === true;
    const wiped = wipedOut(flight, yields, this.#trails.of(edit.bareJid));
    const effect = this.#effectOf(flight);
    const { before, sent, theirs } = flight;
    if (sent !== null)
      this.#trails.add(edit.bareJid, { edit: edit.id, before: before ?? nobody, after: sent });
    this.#tell(edit.bareJid, linesOf(flight, edit, wiped));
    if (wiped.back.length > 0 && sent !== null && theirs) {
      this.#record(restoreStep(this.#ledger, edit.id, { deltas: wiped.back, base: sent, effect }));
      this.#waitAgain(edit);
    } else {
      this.#finish(edit, effect);
      this.#makeReady(edit.bareJid);
    }
    this.#sendNext();
  }

  /** The server accepted a set that went unanswered: its edit waits again, or was refused because no answer came. */
  #landLate(flight: Flight): void {
    const { id, bareJid } = flight.edit;
    this.#unanswered.delete(bareJid);
    const edit = this.#model.edits.get(id);
    if (edit === undefined || edit.state === "sending") return;
    const ids = (this.#waiting.get(bareJid) ?? []).filter((one) => one !== id);
    this.#waiting.delete(bareJid);
    this.#ready.delete(bareJid);
    if (ids.length > 0) this.#waiting.set(bareJid, ids);
    this.#land(flight);
  }

  #effectOf({ edit, before, sent }: Flight): Effect | null {
    const record = this.#ledger.stored(edit.id);
    return record?.isRestoring === true ? record.effect : effectOf(edit, before, sent);
  }

  /** The edit is over. One that adds somebody and asks to see their status continues with the request. */
  #finish(edit: Edit, effect: Effect | null): void {
    this.#record(doneStep(this.#ledger, edit.id, effect));
    const next = this.#model.edits.get(edit.id);
    if (next !== undefined) this.#waitAgain(next);
  }

  /** Adds merge lines to those that are not dismissed. A new line replaces the older one of its kind. */
  #tell(bareJid: BareJid, lines: readonly MergeLine[]): void {
    if (lines.length === 0 || !this.#model.contacts.has(bareJid)) return;
    const told = new Set(lines.map(({ code }) => code));
    const before = this.#model.merges.get(bareJid)?.lines ?? [];
    this.#record(mergeStep(bareJid, [...before.filter(({ code }) => !told.has(code)), ...lines]));
  }
}

/** How long an accepted edit stays in flight if no push arrives, in milliseconds. */
const pushPatience = 5_000;

const nothingKnown: EditRecord = {
  base: null,
  yields: false,
  tried: null,
  isRestoring: false,
  effect: null,
};
