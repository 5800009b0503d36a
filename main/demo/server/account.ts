import type { BareJid } from "../../../app/jid.ts";
import type { Element } from "../../xmpp/connection/element.ts";
import { Roster, type RosterItem } from "./roster.ts";
import type { Session } from "./session.ts";
import { isAsked, isSeen, isShared, type SubscriptionState } from "./subscription-states.ts";

/** Everything the server knows about one account. */
export class Account {
  readonly bareJid: BareJid;
  /** As it goes on the wire: its domain in U-labels. */
  readonly address: string;
  readonly roster: Roster;
  password = "";
  readonly sessions = new Map<string, Session>();
  /** Pending requests, unchanged. They are no roster items (RFC 6121 3.1.3). */
  readonly requests = new Map<BareJid, Element>();
  /** Messages that no resource took, oldest first. */
  offline: Element[] = [];
  /** In comparison form (XEP-0191). */
  readonly blocked = new Map<string, string>();
  vcard: Element | undefined;
  /** SHA-1 of the picture in the vCard, in hex (XEP-0153); empty when there is none. */
  photoHash = "";
  /** The latest item of each PEP node, by node. */
  readonly nodes = new Map<string, Element>();
  /** Private storage (XEP-0049) by `{namespace}name`. */
  readonly privateData = new Map<string, Element>();

  constructor(bareJid: BareJid, address: string, life: string) {
    this.bareJid = bareJid;
    this.address = address;
    this.roster = new Roster(life);
  }

  get availableSessions(): Session[] {
    return [...this.sessions.values()].filter((session) => session.presence !== undefined);
  }

  /** The subscription state of somebody, whether on the roster or not. */
  stateOf(contact: BareJid): SubscriptionState {
    const item = this.roster.items.get(contact);
    const subscription = item?.subscription ?? "none";
    const asked = item?.ask === true && (subscription === "none" || subscription === "from");
    const isWaiting = this.requests.has(contact);
    switch (subscription) {
      case "both":
        return "both";
      case "from":
        return asked ? "from+out" : "from";
      case "to":
        return isWaiting ? "to+in" : "to";
      case "none":
        if (asked) return isWaiting ? "none+out+in" : "none+out";
        return isWaiting ? "none+in" : "none";
    }
  }

  /**
   * Writes a state into the roster; the caller keeps pending requests. Returns the item if it changed, and
   * undefined if there is nothing to push: a state of `none` makes no item (RFC 6121 A.1).
   */
  setState(contact: BareJid, address: string, state: SubscriptionState): RosterItem | undefined {
    const before = this.roster.items.get(contact);
    const [to, from, ask] = [isSeen(state), isShared(state), isAsked(state)];
    const subscription = to && from ? "both" : to ? "to" : from ? "from" : "none";
    if ((before?.subscription ?? "none") === subscription && (before?.ask ?? false) === ask) return undefined;
    const item: RosterItem = {
      bareJid: contact,
      address: before?.address ?? address,
      name: before?.name ?? "",
      groups: before?.groups ?? [],
      subscription,
      ask,
    };
    this.roster.put(item);
    return item;
  }
}
