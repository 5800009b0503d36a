import { randomUUID } from "node:crypto";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { itemElement, rosterNs, type RosterItem } from "./roster.ts";

/** Tells every interested resource of the account how an item stands now (RFC 6121 2.1.6). */
export function pushItem(account: Account, item: RosterItem): void {
  push(account, () => itemElement(item));
}

/** Tells every interested resource that an item is gone (RFC 6121 2.5.2). */
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
