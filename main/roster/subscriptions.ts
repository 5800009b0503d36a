import { randomUUID } from "node:crypto";
import type { Contact } from "../../app/contact.ts";
import type { Note } from "../../app/diagnosis/event.ts";
import { parseJid, toWire, type BareJid } from "../../app/jid.ts";
import { isReadable } from "../../app/readable-jid.ts";
import { fail, ok, type Result } from "../../app/result.ts";
import { isSeeing, isSeen, type SubscriptionAct } from "../../app/subscription.ts";
import { after } from "../after.ts";
import { failureFields } from "../diagnosis/failure-fields.ts";
import { pingGet } from "../xmpp/ping.ts";
import { subscriptionPresence, type PresenceFact } from "../xmpp/presence.ts";
import { rosterRemove, rosterSet } from "../xmpp/roster.ts";
import type { Stream } from "../xmpp/connection/stream.ts";
import type { AccountModel } from "./model.ts";

/** How long after a round trip the push of an accepted request may still arrive, in milliseconds. */
const pushPatience = 5_000;
/** The most requests of strangers: more than anybody can answer, but a flood must not fill the memory. */
const maxRequests = 1_000;

type SubscriptionFact = PresenceFact & {
  kind: "subscribe" | "subscribed" | "unsubscribe" | "unsubscribed" | "error";
};

/**
 * Who may see whose status: the requests that wait for the person, and what the person asks of others (RFC 6121 3). The
 * subscription state itself is never stored here: roster pushes give it.
 */
export class Subscriptions {
  readonly #model: AccountModel;
  readonly #note: Note;
  /** Contacts that we unsubscribed from ourselves: their server may still send a refusal, which is no news. */
  readonly #withdrawn = new Set<BareJid>();
  /** Contacts that we had asked or saw until their latest push: a server may send that push before their refusal. */
  readonly #lost = new Set<BareJid>();
  /** Ids of the requests we sent, by contact, so that an error can be told from an unrelated one. */
  readonly #asked = new Map<BareJid, string>();
  /** Resolved when a push shows that this contact may see us. */
  readonly #shared = new Map<BareJid, () => void>();
  /** Acceptances in flight: accepting twice at once counts as one. */
  readonly #accepting = new Map<BareJid, Promise<Result<null>>>();

  constructor(model: AccountModel, note: Note = () => undefined) {
    this.#model = model;
    this.#note = note;
  }

  /** Handles a subscription stanza, or an error that answers one of ours. */
  handlePresence(fact: SubscriptionFact): void {
    const { bareJid } = fact.from;
    if (bareJid === this.#model.account) return;
    const contact = this.#model.contacts.get(bareJid);
    switch (fact.kind) {
      case "subscribe":
        // RULE S3: stored here, without an item. RULE S4: one for each address, with the latest text.
        if (contact !== undefined && isSeen(contact)) return;
        if (contact === undefined && this.#isFull(bareJid)) {
          this.#note({ kind: "limit-reached", what: "requests" });
          return;
        }
        this.#model.put("requests", {
          bareJid,
          address: fact.address,
          nickname: fact.nickname,
          message: fact.message,
          isDeferred: this.#model.requests.get(bareJid)?.isDeferred ?? false,
        });
        return;
      case "unsubscribe":
        this.#model.remove("requests", bareJid);
        return;
      case "subscribed":
        // RULE S7: the push tells whether anything changed.
        return;
      case "unsubscribed": {
        const wasHoped =
          contact !== undefined && (contact.ask || isSeeing(contact) || this.#lost.has(bareJid));
        if (wasHoped && !this.#withdrawn.has(bareJid))
          this.#model.put("troubles", { bareJid, why: "denied" });
        this.#lost.delete(bareJid);
        return;
      }
      case "error":
        if (contact === undefined) return;
        if (contact.ask || (fact.id !== undefined && fact.id === this.#asked.get(bareJid))) {
          this.#model.put("troubles", { bareJid, why: fact.failure });
          this.#note({ kind: "request-failed", ...failureFields(fact.failure) });
        } else if (/^remote-server-(not-found|timeout)$/.test(fact.failure.code))
          this.#handleUnreachable(bareJid);
        return;
    }
  }

  /** RULE P10: their presence as we know it is older than this error, so it is removed. */
  #handleUnreachable(bareJid: BareJid): void {
    this.#model.removePresence(bareJid, "");
    if (!this.#model.troubles.has(bareJid)) this.#model.put("troubles", { bareJid, why: "unreachable" });
  }

  /** Presence came from somebody, so their server can be reached. */
  handleReached(bareJid: BareJid): void {
    if (this.#model.troubles.get(bareJid)?.why === "unreachable") this.#model.remove("troubles", bareJid);
  }

  /** A fresh stream begins: it will show who can be reached. */
  forgetUnreachable(): void {
    for (const bareJid of this.#model.troubles.keys()) this.handleReached(bareJid);
  }

  /** Called for each contact that a push changed, with what it was before. */
  handlePush(before: Contact | undefined, after: Contact): void {
    const { bareJid } = after;
    if (isSeen(after)) {
      // RULE S5: another device of ours accepted, or this one did.
      this.#model.remove("requests", bareJid);
      this.#shared.get(bareJid)?.();
    }
    // RULE S9: another device of ours may have unsubscribed, and their server need not report it.
    if (before !== undefined && isSeeing(before) && !isSeeing(after)) this.#model.removePresence(bareJid, "");
    // Asked again, here or on another device: from now on a refusal is news.
    if (after.ask && before?.ask !== true) this.#withdrawn.delete(bareJid);
    const hoped = before !== undefined && (before.ask || isSeeing(before));
    if (hoped && !after.ask && !isSeeing(after)) this.#lost.add(bareJid);
    if (isSeeing(after)) {
      this.#lost.delete(bareJid);
      this.#withdrawn.delete(bareJid);
      this.#asked.delete(bareJid);
      // A push comes from our own server and says nothing about theirs.
      if (this.#model.troubles.get(bareJid)?.why !== "unreachable") this.#model.remove("troubles", bareJid);
    }
  }

  /** Whether there is no room for a request. The server keeps it until it is answered, and sends it again later (RULE S4). */
  #isFull(bareJid: BareJid): boolean {
    return this.#model.requests.size >= maxRequests && !this.#model.requests.has(bareJid);
  }

  /** A new list arrived: requests that another device accepted meanwhile are closed (RULE S5). */
  handleList(): void {
    for (const bareJid of this.#model.requests.keys())
      if (this.#isShared(bareJid)) this.#model.remove("requests", bareJid);
  }

  /** Carries out one act on a contact. Resolves once it is handed to the socket. */
  async act(stream: Stream, contact: Contact, act: SubscriptionAct, message: string): Promise<Result<null>> {
    // RULE R19, P2: a stanza to an invalid address, or to ourselves, would come back as an error at best.
    if (!isReadable(contact.bareJid))
      return fail("address-invalid", { address: contact.address.slice(0, 256) });
    if (contact.bareJid === this.#model.account) return fail("address-own");
    const to = wireAddress(contact.address);
    switch (act) {
      case "ask": {
        const id = randomUUID();
        this.#asked.set(contact.bareJid, id);
        this.#withdrawn.delete(contact.bareJid);
        this.#lost.delete(contact.bareJid);
        this.#model.remove("troubles", contact.bareJid);
        await stream.send(subscriptionPresence("subscribe", to, id, message));
        return ok(null);
      }
      case "withdraw":
      case "stop-seeing":
        this.#withdrawn.add(contact.bareJid);
        this.#asked.delete(contact.bareJid);
        this.#model.remove("troubles", contact.bareJid);
        // RULE S9: from now on nothing that we know of their presence is valid.
        this.#model.removePresence(contact.bareJid, "");
        await stream.send(subscriptionPresence("unsubscribe", to, randomUUID()));
        return ok(null);
      case "share":
        return this.accept(stream, contact.bareJid);
      case "stop-sharing":
        // RULE S8: this also denies a pending request, so that is not answered again.
        this.#model.remove("requests", contact.bareJid);
        await stream.send(subscriptionPresence("unsubscribed", to, randomUUID()));
        return ok(null);
    }
  }

  /**
   * Accepts a request. If the server no longer has it, `subscribed` would approve the next one in
   * advance (RFC 6121 3.4.2): if no push confirms it, the approval is cancelled and this fails as `request-stale` (RULE S5).
   */
  accept(stream: Stream, bareJid: BareJid): Promise<Result<null>> {
    const running = this.#accepting.get(bareJid);
    if (running !== undefined) return running;
    const accepting = this.#accept(stream, bareJid).finally(() => this.#accepting.delete(bareJid));
    this.#accepting.set(bareJid, accepting);
    return accepting;
  }

  async #accept(stream: Stream, bareJid: BareJid): Promise<Result<null>> {
    const request = this.#model.requests.get(bareJid);
    if (request === undefined) return fail("unknown-request");
    if (this.#isShared(bareJid)) {
      this.#model.remove("requests", bareJid);
      return ok(null);
    }
    const to = wireAddress(request.address);
    const wasListed = this.#model.contacts.has(bareJid);
    const wasApproved = this.#model.contacts.get(bareJid)?.approved === true;
    const isShared = new Promise<void>((resolve) => {
      this.#shared.set(bareJid, resolve);
    });
    await stream.send(subscriptionPresence("subscribed", to, randomUUID()));
    const roundTrip = await stream.request(pingGet());
    await Promise.race([isShared, after(pushPatience)]);
    this.#shared.delete(bareJid);
    if (this.#isShared(bareJid)) return ok(null);
    if (!roundTrip.ok && roundTrip.failure.code === "connection-lost") return roundTrip;
    this.#model.remove("requests", bareJid);
    if (stream.offers.preApproval && !wasApproved) await this.#cancelApproval(stream, bareJid, to, wasListed);
    return fail("request-stale", { address: request.address });
  }

  /**
   * Cancels an approval in advance. By RFC 6121 3.4.2 `unsubscribed` is enough, but Prosody cancels it only when the
   * item is set again. An item that was created with it is removed (RULE S3), unless the person has made it a contact.
   */
  async #cancelApproval(stream: Stream, bareJid: BareJid, to: string, wasListed: boolean): Promise<void> {
    await stream.send(subscriptionPresence("unsubscribed", to, randomUUID()));
    const contact = this.#model.contacts.get(bareJid);
    if (contact === undefined) return;
    const isBare = contact.name === "" && contact.groups.length === 0 && !contact.ask && !isSeeing(contact);
    await stream.request(!wasListed && isBare ? rosterRemove(contact.address) : rosterSet(contact));
  }

  /** Denies a request, once: a second `unsubscribed` would cancel an approval given meanwhile (RULE S8). */
  async deny(stream: Stream, bareJid: BareJid): Promise<Result<null>> {
    const request = this.#model.requests.get(bareJid);
    if (request === undefined) return fail("unknown-request");
    this.#model.remove("requests", bareJid);
    await stream.send(subscriptionPresence("unsubscribed", wireAddress(request.address), randomUUID()));
    return ok(null);
  }

  #isShared(bareJid: BareJid): boolean {
    const contact = this.#model.contacts.get(bareJid);
    return contact !== undefined && isSeen(contact);
  }

  /** Postpones a request until the next start. */
  defer(bareJid: BareJid): Result<null> {
    const request = this.#model.requests.get(bareJid);
    if (request === undefined) return fail("unknown-request");
    this.#model.put("requests", { ...request, isDeferred: true });
    return ok(null);
  }
}

/** RULE S1: subscriptions go to the bare address. The server's spelling is kept; only a resource is removed. */
function wireAddress(address: string): string {
  const jid = parseJid(address);
  return jid.ok && jid.value.resource !== "" ? toWire(jid.value) : address;
}
