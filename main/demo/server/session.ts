import type { Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";

/** Where a session's stanzas go: to a stream, or straight to a listener. */
export interface Outlet {
  readonly deliver: (stanza: Element) => void;
  /** A reply whose one child has many items, which are made while they are written; `items` may be called again. */
  readonly deliverList: (reply: Element, list: Element, items: () => Iterable<Element>) => void;
  /** A newer session took this resource: this one is already over. */
  readonly replace: () => void;
}

/** One connected resource of an account (RFC 6120 1.2), from binding to leaving. */
export class Session {
  readonly account: Account;
  readonly resource: string;
  readonly fullJid: string;
  readonly outlet: Outlet;
  /** Its latest available presence, with `from` and without `to`; undefined while it is unavailable. */
  presence: Element | undefined;
  /** It has asked for the roster: it gets pushes (RFC 6121 2.2). */
  isInterested = false;
  /** It has asked for the blocklist: it gets pushes of that too (XEP-0191 3.3). */
  knowsBlocklist = false;
  /** The addresses to which it sent directed presence: they are told when it leaves (RFC 6121 4.6.3). */
  readonly shownTo = new Set<string>();
  /** The nodes it subscribes to, without `+notify` (XEP-0163 4.3). */
  interests: ReadonlySet<string> = new Set();

  constructor(account: Account, resource: string, outlet: Outlet) {
    this.account = account;
    this.resource = resource;
    this.fullJid = `${account.address}/${resource}`;
    this.outlet = outlet;
  }

  /** RFC 6121 4.7.2.3; 0 if there is none, or no number in range. */
  get priority(): number {
    const text = this.presence?.getChildText("priority")?.trim() ?? "";
    const number = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : 0;
    return number >= -128 && number <= 127 ? number : 0;
  }
}
