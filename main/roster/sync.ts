import type { Contact, Item } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Failure } from "../../app/result.ts";
import { readRosterPush, readRosterResult, rosterGet, shadows, type RosterPush } from "../xmpp/roster.ts";
import type { Element } from "../xmpp/connection/element.ts";
import type { Stream } from "../xmpp/connection/stream.ts";
import { emptyResult, errorReply } from "../xmpp/stanza-error.ts";
import type { AccountModel } from "./model.ts";

type CountingPush = RosterPush & { readonly kind: "update" | "remove" };

export interface SyncHandlers {
  /** Contacts or version are worth storing. */
  readonly onChange: () => void;
  /** A push that counts was applied; `before` is what the contact was. */
  readonly onPush: (before: Contact | undefined, push: CountingPush) => void;
}

/** Keeps one model equal to the server's roster, over as many streams as it takes. */
export class RosterSync {
  readonly #model: AccountModel;
  readonly #onChange: SyncHandlers["onChange"];
  readonly #onPush: SyncHandlers["onPush"];
  #ver: string | undefined;
  /** Pushes that arrived between the get and its result: answered at once, applied again on top of the result. */
  #early: CountingPush[] | undefined;
  /** Whoever the server has changed for us and not told of since: no version is known that covers it. */
  readonly #uncovered = new Set<BareJid>();

  constructor(model: AccountModel, ver: string | undefined, handlers: SyncHandlers) {
    this.#model = model;
    this.#ver = ver;
    this.#onChange = handlers.onChange;
    this.#onPush = handlers.onPush;
  }

  /** The version that describes the contacts held, for the cache; undefined when none does. */
  get ver(): string | undefined {
    // Some servers give an empty roster a version that its first contact does not change.
    return this.#model.contacts.size === 0 || this.#uncovered.size > 0 ? undefined : this.#ver;
  }

  /**
   * Gets the roster over a fresh stream and applies the difference. Contacts that stay keep their place on screen; nothing
   * is cleared first. Resolves when the answer is in the model, whatever it was.
   */
  async get(stream: Stream): Promise<void> {
    const early: CountingPush[] = [];
    this.#early = early;
    this.#model.setFact("list", { state: "unconfirmed" });
    const reply = await stream.request(
      rosterGet(stream.offers.rosterVersioning ? (this.ver ?? "") : undefined),
      60_000,
    );
    // A later stream has asked anew: what this one says is old.
    if (this.#early !== early) return;
    this.#early = undefined;
    if (!reply.ok) {
      this.#refuse(reply.failure);
      return;
    }
    const result = readRosterResult(reply.value);
    if (result.kind === "full") {
      this.#uncovered.clear();
      const present = new Set(result.contacts.map((contact) => contact.bareJid));
      for (const contact of result.contacts) this.#model.putContact(contact);
      // RULE R11: a broken item is not an absent one. Which contact it meant is unknown, so nobody is deleted.
      if (!result.hasBroken) {
        for (const bareJid of this.#model.contacts.keys())
          if (!present.has(bareJid)) this.#model.removeContact(bareJid);
      }
      this.#ver = result.hasBroken ? undefined : result.ver;
    }
    this.#model.setFact("list", { state: "confirmed" });
    for (const push of early) this.#apply(push);
    this.#onChange();
  }

  /** Takes a roster push and answers it (RFC 6121 2.1.6). False when the stanza is none. */
  handlePush(iq: Element, stream: Stream): boolean {
    const push = readRosterPush(iq, this.#model.account);
    if (push.kind === "other") return false;
    if (push.kind === "refused") {
      void stream.send(errorReply(iq, push.condition));
      return true;
    }
    void stream.send(emptyResult(iq));
    // There was no list, and now there is: what stands in the model may be an old cache.
    if (this.#model.facts.list.state === "missing") void this.get(stream);
    this.#apply(push);
    this.#early?.push(push);
    this.#onChange();
    return true;
  }

  /**
   * Takes what a set of ours became, null for a removal: RFC 6121 2.3.2 has a push follow the result, and not every server
   * sends one that counts. A push that follows is the newer word.
   */
  accept(
    { bareJid, address }: Pick<Contact, "bareJid" | "address">,
    item: Item | null,
    stream: Stream,
  ): void {
    const before = this.#model.contacts.get(bareJid);
    this.#uncovered.add(bareJid);
    if (item === null) this.#model.removeContact(bareJid);
    else {
      const { name, groups } = item;
      const known = before ?? { bareJid, address, subscription: "none", ask: false, approved: false };
      this.#model.putContact({ ...known, name, groups });
    }
    // There was no list, and now there is.
    if (this.#model.facts.list.state === "missing") void this.get(stream);
    this.#onChange();
  }

  #apply(push: CountingPush): void {
    const bareJid = push.kind === "update" ? push.contact.bareJid : push.bareJid;
    const before = this.#model.contacts.get(bareJid);
    this.#uncovered.delete(bareJid);
    if (push.kind === "update") {
      if (!shadows(before, push.contact)) this.#model.putContact(push.contact);
    } else if (!shadows(before, push)) {
      this.#model.removeContact(push.bareJid);
    }
    // A version belongs to a whole list: before the result, or after one with a broken item, no push makes it whole.
    const isWhole =
      this.#early === undefined && this.#ver !== undefined && this.#model.facts.list.state === "confirmed";
    if (push.ver !== undefined && isWhole) this.#ver = push.ver;
    this.#onPush(before, push);
  }

  #refuse(failure: Failure): void {
    // A stream that ended while we asked says nothing about the list.
    if (failure.code === "connection-lost") return;
    const isMissing = failure.code === "item-not-found";
    this.#model.setFact("list", isMissing ? { state: "missing" } : { state: "unavailable", why: failure });
  }
}
