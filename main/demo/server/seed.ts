import { toBareJid, type BareJid } from "../../../app/jid.ts";
import type { Subscription } from "../../../app/contact.ts";
import { xml } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import type { RosterItem } from "./roster.ts";

/** An initial roster item. It is one of two sides: the other person's own list is seeded separately. */
export interface SeededItem {
  readonly address: string;
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly subscription: Subscription;
  /** The account's own request is pending. */
  readonly ask?: boolean;
}

/** Somebody's pending request, delivered at each sign-in until it is answered (RFC 6121 3.1.3). */
export interface SeededRequest {
  readonly address: string;
  /** What they wrote with it. */
  readonly message?: string;
  /** What they call themselves (XEP-0172). */
  readonly nickname?: string;
}

/** Replaces roster and requests. Sessions that are signed in are not told. Throws if an address is invalid. */
export function seed(
  account: Account,
  items: readonly SeededItem[],
  requests: readonly SeededRequest[],
): void {
  account.roster.replace(items.map(toItem));
  account.requests.clear();
  for (const { address, message, nickname } of requests) {
    const request = xml(
      "presence",
      { type: "subscribe", from: address, to: account.address },
      message === undefined ? null : xml("status", {}, message),
      nickname === undefined ? null : xml("nick", { xmlns: "http://jabber.org/protocol/nick" }, nickname),
    );
    account.requests.set(keyOf(address), request);
  }
}

function toItem({ address, name = "", groups = [], subscription, ask = false }: SeededItem): RosterItem {
  return { bareJid: keyOf(address), address, name, groups, subscription, ask };
}

function keyOf(address: string): BareJid {
  const bareJid = toBareJid(address);
  if (bareJid === undefined) throw new Error(`${address} is no address`);
  return bareJid;
}
