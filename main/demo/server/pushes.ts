import { randomUUID } from "node:crypto";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { itemElement, rosterNs, type RosterItem } from "./roster.ts";

/** Pushes an item to every interested resource of the account (RFC 6121 2.1.6). */
export function pushItem(account: Account, item: RosterItem): void {
  push(account, () => itemElement(item));
}

/** Pushes the removal of an item to every interested resource (RFC 6121 2.5.2). */
export function pushRemoval(account: Account, address: string): void {
  push(account, () => xml("item", { jid: address, subscription: "remove" }));
}

function push(account: Account, item: () => Element): void {
  for (const session of account.sessions.values()) {
    if (!session.isInterested) continue;
    const query = xml("query", { xmlns: rosterNs, ver: account.roster.version }, item());
    session.outlet.deliver(
      xml("iq", { type: "set", id: randomUUID(), from: account.address, to: session.fullJid }, query),
    );
  }
}
