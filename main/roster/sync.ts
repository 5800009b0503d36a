import type { Contact, Item } from "../../app/contact.ts";
import type { Note } from "../../app/diagnosis/event.ts";
import type { Failure } from "../../app/result.ts";
import type { BareJid } from "../../app/jid.ts";
import { failureFields } from "../diagnosis/failure-fields.ts";
import type { Element } from "../xmpp/connection/element.ts";
import type { Stream } from "../xmpp/connection/stream.ts";
import {
  readRosterPush,
  readRosterResult,
  RosterReader,
  rosterGet,
  type RosterPush,
} from "../xmpp/roster.ts";
import { joinItems, slotOf } from "../xmpp/roster-item.ts";
import { emptyResult, errorReply } from "../xmpp/stanza-error.ts";
import { type ListBounds, listBounds, sizeOf } from "./list-size.ts";
import type { AccountModel } from "./model.ts";

type CountingPush = RosterPush & { readonly kind: "update" | "remove" };

export interface SyncHandlers {
  /** Contacts or version changed and should be stored. */
  readonly onChange: () => void;
  /** A push that counts was applied; `before` is what the contact was. */
  readonly onPush: (before: Contact | undefined, push: CountingPush) => void;
  readonly note?: Note;
}

/** Keeps one model equal to the server's roster, over any number of streams. */
export class RosterSync {
  readonly #model: AccountModel;
  readonly #onChange: SyncHandlers["onChange"];
  readonly #onPush: SyncHandlers["onPush"];
  readonly #note: Note;
  #ver: string | undefined;
  /** The items of people who have more than one on the server, by the latest result and the pushes since. */
  #several = new Map<BareJid, readonly Contact[]>();
  /** Pushes that arrived between the get and its result: acknowledged at once, applied again on top of the result. */
  #early: CountingPush[] | undefined;
  /** Contacts that we changed without a push since: no known version covers these changes. */
  readonly #uncovered = new Set<BareJid>();
  readonly #bounds: ListBounds;
  /** Characters of all contacts as of the last result and the pushes since, and of the early pushes. */
  #size = 0;

  /** Tests pass other `bounds`. */
  constructor(
    model: AccountModel,
    ver: string | undefined,
    handlers: SyncHandlers,
    bounds: ListBounds = listBounds,
  ) {
    this.#bounds = bounds;
    this.#model = model;
    this.#ver = ver;
    this.#onChange = handlers.onChange;
    this.#onPush = handlers.onPush;
    this.#note = handlers.note ?? (() => undefined);
  }

  /** The version that describes the stored contacts, for the cache; undefined if none does. */
  get ver(): string | undefined {
    // Some servers give an empty roster a version that its first contact does not change.
    return this.#model.contacts.size === 0 || this.#uncovered.size > 0 ? undefined : this.#ver;
  }

  /**
   * Gets the roster over a fresh stream and applies the difference. Nothing is cleared first, so contacts that stay
   * keep their place on screen. Resolves once the answer is in the model, whatever it was.
   */
  async get(stream: Stream): Promise<void> {
    const early: CountingPush[] = [];
    this.#early = early;
    this.#model.setFact("list", { state: "unconfirmed" });
    const asked = stream.offers.rosterVersioning ? (this.ver ?? "") : undefined;
    let reader = new RosterReader();
    const ask = (ver: string | undefined) => {
      const fresh = (reader = new RosterReader());
      this.#note({ kind: "list-requested", hasVersion: (ver ?? "") !== "" });
      return stream.request(rosterGet(ver), 60_000, (item) => fresh.add(item));
    };
    let reply = await ask(asked);
    // RFC 6121 2.6.3: "unchanged" refers to a version, and we sent none, so our list may be wrong.
    const isOdd = asked === "" && reply.ok && readRosterResult(reply.value).kind === "unchanged";
    if (isOdd && this.#early === early && this.#model.contacts.size > 0) reply = await ask(undefined);
    // A later stream has requested the list again: this result is old.
    if (this.#early !== early) return;
    this.#early = undefined;
    if (!reply.ok) {
      this.#refuse(reply.failure);
      return;
    }
    const result = readRosterResult(reply.value, reader);
    if (result.kind === "full") {
      this.#uncovered.clear();
      const present = new Set(result.contacts.map((contact) => contact.bareJid));
      for (const contact of result.contacts) this.#model.putContact(contact);
      for (const bareJid of this.#model.contacts.keys())
        if (!present.has(bareJid)) this.#model.removeContact(bareJid);
      this.#several = new Map(result.several);
      // The cache stores several items of one person only as one contact: the next list has to be a full one.
      this.#ver = result.several.size > 0 ? undefined : result.ver;
    }
    this.#model.setFact("list", { state: "confirmed" });
    this.#note({
      kind: "list-received",
      isChanged: result.kind === "full",
      contacts: this.#model.contacts.size,
      isVersioned: this.ver !== undefined,
    });
    this.#size = 0;
    for (const contact of this.#model.contacts.values()) this.#size += sizeOf(contact);
    for (const push of early) this.#apply(push);
    this.#onChange();
  }

  /** Applies a roster push and answers it (RFC 6121 2.1.6). False if the stanza is not one. */
  handlePush(iq: Element, stream: Stream): boolean {
    const push = readRosterPush(iq, this.#model.account);
    if (push.kind === "other") return false;
    if (push.kind === "refused") {
      const reason = push.condition === "bad-request" ? "content" : "sender";
      this.#note({ kind: "push-refused", reason });
      void stream.send(errorReply(iq, push.condition));
      return true;
    }
    if (this.#isTooMuch(push)) {
      stream.endForLongList();
      return true;
    }
    void stream.send(emptyResult(iq));
    // There was no list, and now there is: the model may contain an old cache.
    if (this.#model.facts.list.state === "missing") void this.get(stream);
    this.#apply(push);
    if (this.#early !== undefined) {
      this.#early.push(push);
      if (push.kind === "update") this.#size += sizeOf(push.contact);
    }
    this.#onChange();
    return true;
  }

  /** Pushes, too, may add ever more people or longer names, and early ones are kept until the result arrives. */
  #isTooMuch(push: CountingPush): boolean {
    const contact = push.kind === "update" ? push.contact : undefined;
    const isNew = contact !== undefined && !this.#model.contacts.has(contact.bareJid);
    return (
      (isNew && this.#model.contacts.size >= this.#bounds.contacts) ||
      (this.#early?.length ?? 0) >= this.#bounds.contacts ||
      this.#size + sizeOf(contact) > this.#bounds.characters
    );
  }

  /**
   * Applies the outcome of our own set, null for a removal: by RFC 6121 2.3.2 a push follows the result, but not every server
   * sends one that counts. A push that follows is newer and replaces it.
   */
  accept(
    { bareJid, address }: Pick<Contact, "bareJid" | "address">,
    item: Item | null,
    stream: Stream,
  ): void {
    this.#uncovered.add(bareJid);
    const known = this.#model.contacts.get(bareJid) ?? { bareJid, address, ...unsubscribed };
    const set = item === null ? undefined : { ...known, name: item.name, groups: item.groups };
    const after = this.#several.has(bareJid) ? this.#amended(bareJid, address, set) : set;
    if (after === undefined) this.#model.removeContact(bareJid);
    else this.#model.putContact(after);
    // There was no list, and now there is.
    if (this.#model.facts.list.state === "missing") void this.get(stream);
    this.#onChange();
  }

  #apply(push: CountingPush): void {
    const contact = push.kind === "update" ? push.contact : undefined;
    const { bareJid, address } = push.kind === "update" ? push.contact : push;
    const before = this.#model.contacts.get(bareJid);
    this.#uncovered.delete(bareJid);
    const after = this.#several.has(bareJid) ? this.#amended(bareJid, address, contact) : alone(before, push);
    if (after === undefined) this.#model.removeContact(bareJid);
    else this.#model.putContact(after);
    this.#size += sizeOf(after) - sizeOf(before);
    // The server keeps more than one item for them: the next list has to be a full one.
    if (isOfAnotherItem(before, push) && !this.#several.has(bareJid)) this.#ver = undefined;
    // A version describes a whole list: before the result, or without a list, no push gives one.
    const isWhole =
      this.#early === undefined && this.#ver !== undefined && this.#model.facts.list.state === "confirmed";
    if (push.ver !== undefined && isWhole) this.#ver = push.ver;
    this.#onPush(before, push);
  }

  /** The contact of somebody with several items after one was set or removed; undefined if that was the last. */
  #amended(bareJid: BareJid, address: string, item: Contact | undefined): Contact | undefined {
    const others = (this.#several.get(bareJid) ?? []).filter(
      (other) => slotOf(other.address) !== slotOf(address),
    );
    const [first, ...more] = item === undefined ? others : [...others, item];
    if (more.length > 0 && first !== undefined) this.#several.set(bareJid, [first, ...more]);
    else this.#several.delete(bareJid);
    return first && joinItems([first, ...more]);
  }

  #refuse(failure: Failure): void {
    // A stream that ended meanwhile says nothing about the list.
    if (failure.code === "connection-lost") return;
    this.#note({ kind: "list-failed", ...failureFields(failure) });
    const isMissing = failure.code === "item-not-found";
    this.#model.setFact("list", isMissing ? { state: "missing" } : { state: "unavailable", why: failure });
  }
}

const unsubscribed = { subscription: "none", ask: false, approved: false } as const;

/**
 * Somebody with one item, after a push. If their item has the bare address, a push about a full one
 * (`juliet@example.com/balcony`) does not change it; any other does, in any spelling.
 */
function alone(before: Contact | undefined, push: CountingPush): Contact | undefined {
  const address = push.kind === "update" ? push.contact.address : push.address;
  if (before !== undefined && slotOf(before.address) === "" && slotOf(address) !== "") return before;
  return push.kind === "update" ? push.contact : undefined;
}

/** Whether a push is about a second item of somebody. */
function isOfAnotherItem(before: Contact | undefined, push: CountingPush): boolean {
  return (
    before !== undefined && push.kind === "update" && slotOf(before.address) !== slotOf(push.contact.address)
  );
}
