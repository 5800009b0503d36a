import { randomUUID } from "node:crypto";
import { applyDeltas, type Edit } from "../../app/edit.ts";
import { fail, ok, type Failure, type Result } from "../../app/result.ts";
import type { BareJid } from "../../app/jid.ts";
import type { AccountModel } from "../roster/model.ts";
import { rosterRemove, rosterSet } from "../xmpp/roster.ts";
import type { Element } from "../xmpp/connection/element.ts";
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
 */
export class EditQueue {
  readonly #model: AccountModel;
  #stream: Stream | undefined;
  /** Edits the server has accepted but not yet pushed: they end with the push. By contact. */
  readonly #accepted = new Map<BareJid, { readonly id: string; readonly timer: NodeJS.Timeout }>();
  /** Contacts with an edit in flight for which no push has come yet: one server pushes before it answers, one after. */
  readonly #unpushed = new Set<BareJid>();
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
    for (const { id, timer } of this.#accepted.values()) {
      clearTimeout(timer);
      const edit = this.#model.edits.get(id);
      if (edit !== undefined && this.#afterwards.has(id)) this.#model.putEdit({ ...edit, state: "waiting" });
      else this.#confirm(id);
    }
    this.#accepted.clear();
  }

  /** The server has told what the contact is now: an accepted edit of it is done. */
  handlePush(bareJid: BareJid): void {
    this.#unpushed.delete(bareJid);
    const accepted = this.#accepted.get(bareJid);
    if (accepted === undefined) return;
    clearTimeout(accepted.timer);
    this.#accepted.delete(bareJid);
    this.#confirm(accepted.id);
    this.#sendNext();
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
      const set = this.#setFor(edit);
      if (set === undefined) continue;
      busy.add(edit.bareJid);
      void this.#send(edit, set, stream);
    }
  }

  /** The set an edit comes to now; undefined when there is nothing to send, and the edit is done or refused. */
  #setFor(edit: Edit): Element | undefined {
    const contact = this.#model.contacts.get(edit.bareJid);
    if (edit.kind === "remove") return rosterRemove(contact?.address ?? edit.address);
    if (edit.kind === "change" && contact === undefined) {
      this.#refuse(edit, { code: "contact-gone", values: { address: edit.address } });
      return undefined;
    }
    const before = contact ?? { address: edit.address, name: "", groups: [] };
    const after = applyDeltas(before, edit.deltas);
    if (contact === undefined || !isSame(before, after)) return rosterSet(after);
    // Another device did the same, or the edit took effect before its connection was lost.
    this.#confirm(edit.id);
    return undefined;
  }

  async #send(edit: Edit, set: Element, stream: Stream): Promise<void> {
    this.#model.putEdit({ ...edit, state: "sending" });
    this.#unpushed.add(edit.bareJid);
    const reply = await stream.request(set);
    const wasPushed = !this.#unpushed.delete(edit.bareJid);
    if (reply.ok || (edit.kind === "remove" && reply.failure.code === "item-not-found")) {
      // RULE R15: removing somebody absent is already done; no push will come.
      if (wasPushed || !reply.ok) this.#confirm(edit.id);
      else this.#awaitPush(edit);
    } else if (reply.failure.code === "connection-lost") {
      this.#model.putEdit({ ...edit, state: "waiting" });
    } else {
      this.#refuse(edit, reply.failure);
    }
    this.#sendNext();
  }

  #awaitPush(edit: Edit): void {
    const timer = setTimeout(() => {
      this.handlePush(edit.bareJid);
    }, pushPatience);
    this.#accepted.set(edit.bareJid, { id: edit.id, timer });
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
    this.#model.removeEdit(id);
  }
}

/** Enough to hide the round trip, few enough that another device's edit gets its turn. */
const maxInFlight = 4;
/** How long an accepted edit stays marked when no push comes, in milliseconds. */
const pushPatience = 5_000;

function isSame(a: { name: string; groups: readonly string[] }, b: { name: string; groups: readonly string[] }): boolean {
  return a.name === b.name && a.groups.length === b.groups.length && a.groups.every((group) => b.groups.includes(group));
}
