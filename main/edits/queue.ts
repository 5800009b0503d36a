import { randomUUID } from "node:crypto";
import { isSameItem, type Item } from "../../app/contact.ts";
import { applyDeltas, type Delta, type Edit } from "../../app/edit.ts";
import { fail, ok, type Failure, type Result } from "../../app/result.ts";
import type { BareJid } from "../../app/jid.ts";
import type { AccountModel } from "../roster/model.ts";
import { rosterRemove, rosterSet } from "../xmpp/roster.ts";
import type { Stream } from "../xmpp/connection/stream.ts";

/** What a person asked for, before it has an id and a state. */
export type EditWish = Pick<Edit, "bareJid" | "address" | "kind" | "deltas">;

/**
 * The edits of one account on their way to the server.
 *
 *   waiting ──online, no other edit of this contact in flight──▶ sending ──result and push──▶ gone
 *      ▲                                                           │  │
 *      └──────────────────────── connection lost ──────────────────┘  └──error──▶ refused ──"Try again"──▶ waiting
 *
 * Each wish is a delta; the item is computed when it is sent, from the newest contact known (RULE R3), so sending it
 * again after a lost connection does no harm. Edits of one contact keep their order.
 *
 * A set replaces the whole item, and a server has no "only if unchanged": what another device wrote while ours was on its
 * way is wiped out. The order of the pushes tells, and the edit stays until what was lost is put back.
 */
export class EditQueue {
  readonly #model: AccountModel;
  #stream: Stream | undefined;
  /** The one edit of each contact that is on its way. */
  readonly #flights = new Map<BareJid, Flight>();
  /** Edits whose deltas only put back what ours had wiped out: they yield to a newer name. */
  readonly #restoring = new Set<string>();
  /** What to do once an edit is confirmed: an added contact is then asked for their status. */
  readonly #afterwards = new Map<string, () => void>();

  constructor(model: AccountModel) {
    this.#model = model;
  }

  /** Takes an edit. It is laid over the list from now on; `afterwards` runs when the server has confirmed it. */
  add(wish: EditWish, afterwards?: () => void): void {
    const edit: Edit = { ...wish, id: randomUUID(), state: "waiting", why: null };
    if (afterwards !== undefined) this.#afterwards.set(edit.id, afterwards);
    this.#model.putEdit(edit);
    this.#sendNext();
  }

  /** Sends a refused edit once more. */
  retry(id: string): Result<null> {
    const edit = this.#model.edits.get(id);
    if (edit?.state !== "refused") return fail("bad-command");
    this.#model.putEdit({ ...edit, state: "waiting", why: null });
    this.#sendNext();
    return ok(null);
  }

  /** Drops an edit that is not on its way. */
  dismiss(id: string): Result<null> {
    const edit = this.#model.edits.get(id);
    if (edit === undefined || edit.state === "sending") return fail("bad-command");
    this.#finish(id);
    this.#sendNext();
    return ok(null);
  }

  /** A stream on which the roster is known: what waits is sent. */
  resume(stream: Stream): void {
    this.#stream = stream;
    this.#sendNext();
  }

  /**
   * The stream is gone: what was on its way waits again. What the server had accepted is done, unless something is to
   * follow: that needs a stream, so the edit waits for the next one and is then found to be done.
   */
  suspend(): void {
    this.#stream = undefined;
    for (const { edit, timer } of this.#flights.values()) {
      if (timer === undefined) continue;
      clearTimeout(timer);
      if (this.#afterwards.has(edit.id)) this.#model.putEdit({ ...edit, state: "waiting" });
      else this.#confirm(edit.id);
    }
    this.#flights.clear();
  }

  /** The server has told what the contact is now, which may be our doing or another device's. */
  handlePush(bareJid: BareJid): void {
    const flight = this.#flights.get(bareJid);
    if (flight === undefined) return;
    const now = this.#model.contacts.get(bareJid);
    const isAccepted = flight.timer !== undefined;
    // The first push after the result is ours, even where the server wrote something else than it was sent.
    const isOurs = isSame(now, flight.sent) || (isAccepted && !flight.isPushed);
    if (isOurs) {
      flight.isPushed = true;
      flight.theirs = flight.latest;
    }
    flight.latest = now;
    if (isOurs && isAccepted) this.#land(flight);
  }

  #sendNext(): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    const busy = new Set<BareJid>();
    for (const edit of this.#model.edits.values()) if (edit.state === "sending") busy.add(edit.bareJid);
    for (const id of [...this.#model.edits.keys()]) {
      if (busy.size >= maxInFlight) return;
      // Read anew: what follows an edit that is done at once may have changed it.
      const edit = this.#model.edits.get(id);
      if (edit?.state !== "waiting" || busy.has(edit.bareJid)) continue;
      if (this.#isDone(edit)) continue;
      busy.add(edit.bareJid);
      void this.#send(edit, stream);
    }
  }

  /** Ends an edit for which there is nothing to send. */
  #isDone(edit: Edit): boolean {
    const contact = this.#model.contacts.get(edit.bareJid);
    if (edit.kind === "remove") return false;
    if (contact === undefined) {
      if (edit.kind === "add") return false;
      this.#refuse(edit, { code: "contact-gone", values: { address: edit.address } });
      return true;
    }
    if (!isSame(contact, applyDeltas(contact, edit.deltas))) return false;
    // Another device did the same, or the edit took effect before its connection was lost.
    this.#confirm(edit.id);
    return true;
  }

  async #send(edit: Edit, stream: Stream): Promise<void> {
    const before = this.#model.contacts.get(edit.bareJid) ?? { address: edit.address, name: "", groups: [] };
    const sent = edit.kind === "remove" ? undefined : applyDeltas(before, edit.deltas);
    const flight: Flight = {
      edit,
      before,
      sent,
      latest: undefined,
      theirs: undefined,
      isPushed: false,
      timer: undefined,
    };
    this.#flights.set(edit.bareJid, flight);
    this.#model.putEdit({ ...edit, state: "sending" });
    const reply = await stream.request(sent === undefined ? rosterRemove(before.address) : rosterSet(sent));
    if (!reply.ok && reply.failure.code === "connection-lost") {
      this.#model.putEdit({ ...edit, state: "waiting" });
    } else if (reply.ok && !(flight.isPushed && isSame(this.#model.contacts.get(edit.bareJid), sent))) {
      flight.timer = setTimeout(() => {
        this.#land(flight);
      }, pushPatience);
      return;
    } else if (reply.ok || (edit.kind === "remove" && reply.failure.code === "item-not-found")) {
      // RULE R15: removing somebody absent is already done; no push will come.
      this.#land(flight);
      return;
    } else {
      this.#flights.delete(edit.bareJid);
      this.#refuse(edit, reply.failure);
    }
    this.#sendNext();
  }

  /** The server has accepted an edit and told everybody. */
  #land(flight: Flight): void {
    const { edit } = flight;
    clearTimeout(flight.timer);
    this.#flights.delete(edit.bareJid);
    const lost = wipedOut(flight, this.#restoring.has(edit.id));
    if (lost.length === 0) {
      this.#confirm(edit.id);
    } else {
      this.#restoring.add(edit.id);
      this.#model.putEdit({ ...edit, deltas: lost, state: "waiting" });
    }
    this.#sendNext();
  }

  #refuse(edit: Edit, why: Failure): void {
    this.#model.putEdit({ ...edit, state: "refused", why });
  }

  #confirm(id: string): void {
    const afterwards = this.#afterwards.get(id);
    this.#finish(id);
    afterwards?.();
  }

  #finish(id: string): void {
    this.#afterwards.delete(id);
    this.#restoring.delete(id);
    this.#model.removeEdit(id);
  }
}

/** Enough to hide the round trip, few enough that another device's edit gets its turn. */
const maxInFlight = 4;
/** How long an accepted edit stays marked when no push comes, in milliseconds. */
const pushPatience = 5_000;

interface Flight {
  readonly edit: Edit;
  /** The contact that the item was computed from. */
  readonly before: Item;
  /** The item as it was sent; undefined for a removal. */
  readonly sent: Item | undefined;
  /** What the latest push said. */
  latest: Item | undefined;
  /** What another device had made of the contact before the server read ours: the push before ours. */
  theirs: Item | undefined;
  /** A push that says what we sent has come: one server sends it before the result, one after. */
  isPushed: boolean;
  /** Runs from the result on: some servers push nothing. */
  timer: NodeJS.Timeout | undefined;
}

/** What our set took from an item that another device had written: the deltas that put it back. */
function wipedOut({ edit, before, sent, theirs }: Flight, isRestoring: boolean): Delta[] {
  if (sent === undefined || theirs === undefined) return [];
  const both = applyDeltas(theirs, edit.deltas);
  const name = isRestoring && theirs.name !== before.name ? theirs.name : both.name;
  return [
    ...(name === sent.name ? [] : [{ do: "rename" as const, name }]),
    ...both.groups
      .filter((group) => !sent.groups.includes(group))
      .map((group) => ({ do: "join" as const, group })),
    ...sent.groups
      .filter((group) => !both.groups.includes(group))
      .map((group) => ({ do: "leave" as const, group })),
  ];
}

function isSame(a: Item | undefined, b: Item | undefined): boolean {
  return a === undefined || b === undefined ? a === b : isSameItem(a, b);
}
