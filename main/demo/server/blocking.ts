import { randomUUID } from "node:crypto";
import { parseJid, type BareJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { announceTo, withdrawFrom } from "./presence.ts";
import type { Session } from "./session.ts";
import { errorOf, resultOf } from "./stanzas.ts";
import { normalForm } from "./addresses.ts";
import type { World } from "./world.ts";

export const blockingNs = "urn:xmpp:blocking";

/** Returns the list and, from now on, pushes its changes (XEP-0191 3.3). */
export function handleBlocklistGet(session: Session, iq: Element): Element {
  session.knowsBlocklist = true;
  const items = [...session.account.blocked.values()].map((jid) => xml("item", { jid }));
  return resultOf(iq, xml("blocklist", { xmlns: blockingNs }, ...items));
}

/** `block` and `unblock` (XEP-0191 3.3 to 3.5): nothing is changed unless every address is one. */
export function handleBlocklistSet(world: World, session: Session, iq: Element, change: Element): Element {
  const { account } = session;
  const addresses = change.getChildren("item").map((item) => item.attrs["jid"] ?? "");
  if (change.name === "block" && addresses.length === 0) return errorOf(iq, "bad-request");
  if (addresses.some((address) => normalForm(address) === undefined)) return errorOf(iq, "jid-malformed");
  if (change.name === "block") block(world, account, addresses);
  else unblock(world, account, addresses);
  return resultOf(iq);
}

/** Blocks, tells the account's resources, and looks offline to the blocked contacts. */
export function block(world: World, account: Account, addresses: readonly string[]): void {
  for (const address of addresses) {
    const form = normalForm(address);
    if (form === undefined || account.blocked.has(form)) continue;
    // Order matters: a contact who is already blocked is sent nothing.
    for (const contact of blockedContacts(account, form)) withdrawFrom(world, account, contact);
    account.blocked.set(form, address);
  }
  pushChange(account, "block", addresses);
}

/** Without an address, everybody is unblocked (XEP-0191 3.5). */
function unblock(world: World, account: Account, addresses: readonly string[]): void {
  const forms =
    addresses.length === 0 ? [...account.blocked.keys()] : addresses.map((address) => normalForm(address));
  for (const form of forms) {
    if (form === undefined || !account.blocked.delete(form)) continue;
    for (const contact of blockedContacts(account, form)) announceTo(world, account, contact);
  }
  pushChange(account, "unblock", addresses);
}

/** The roster contacts that an entry covers. */
function blockedContacts(account: Account, form: string): BareJid[] {
  const jid = parseJid(form);
  if (!jid.ok) return [];
  if (jid.value.local !== "") return [jid.value.bareJid];
  return [...account.roster.items.keys()].filter((contact) => contact.endsWith(`@${jid.value.bareJid}`));
}

function pushChange(account: Account, name: "block" | "unblock", addresses: readonly string[]): void {
  for (const session of account.sessions.values()) {
    if (!session.knowsBlocklist) continue;
    const items = addresses.map((jid) => xml("item", { jid }));
    session.outlet.deliver(
      xml(
        "iq",
        { type: "set", id: randomUUID(), from: account.address, to: session.fullJid },
        xml(name, { xmlns: blockingNs }, ...items),
      ),
    );
  }
}
