import { parseJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import { pushItem, pushRemoval } from "./pushes.ts";
import { itemElement, rosterNs, type RosterItem } from "./roster.ts";
import type { Session } from "./session.ts";
import { endSubscriptions } from "./subscriptions.ts";
import { errorOf, resultOf, type Condition } from "./stanzas.ts";
import type { World } from "./world.ts";

/** In characters; RFC 6121 2.3.3 leaves the limits to the server. */
const maxText = 1_023;

/** RFC 6121 2.1.3, 2.6.3: the whole roster, or an empty result if the client has this version. */
export function handleRosterGet(session: Session, iq: Element, query: Element): void {
  const { roster } = session.account;
  session.isInterested = true;
  const reply = resultOf(iq);
  if (query.attrs["ver"] === roster.version) return session.outlet.deliver(reply);
  // A copy of the present list: changes while it is written follow as pushes.
  const items = [...roster.items.values()];
  const list = xml("query", { xmlns: rosterNs, ver: roster.version });
  session.outlet.deliverList(reply, list, () => elementsOf(items));
}

function* elementsOf(items: readonly RosterItem[]): Generator<Element> {
  for (const item of items) yield itemElement(item);
}

/** RFC 6121 2.3 to 2.5. The result comes first and the push after it. */
export function handleRosterSet(world: World, session: Session, iq: Element, query: Element): void {
  const { account } = session;
  const change = readItem(query, account.bareJid);
  if (typeof change === "string") return session.outlet.deliver(errorOf(iq, change));
  const { bareJid, address } = change;
  const before = account.roster.items.get(bareJid);
  if (!change.isRemoval) {
    const { name, groups } = change;
    const item: RosterItem = {
      bareJid,
      name,
      groups,
      address: before?.address ?? address,
      subscription: before?.subscription ?? "none",
      ask: before?.ask ?? false,
    };
    account.roster.put(item);
    session.outlet.deliver(resultOf(iq));
    return pushItem(account, item);
  }
  if (before === undefined) return session.outlet.deliver(errorOf(iq, "item-not-found"));
  // Order matters: what is sent depends on the old state.
  endSubscriptions(world, account, bareJid, before.address);
  account.roster.remove(bareJid);
  session.outlet.deliver(resultOf(iq));
  pushRemoval(account, before.address);
}

/** RFC 6121 2.1.2: `ask`, `approved` and any `subscription` but `remove` are the server's own and ignored in a set. */
function readItem(
  query: Element,
  own: string,
): (Pick<RosterItem, "bareJid" | "address" | "name" | "groups"> & { isRemoval: boolean }) | Condition {
  const [item, ...more] = query.getChildElements();
  if (item === undefined || more.length > 0 || !item.is("item", rosterNs)) return "bad-request";
  const address = item.attrs["jid"] ?? "";
  const jid = parseJid(address);
  if (!jid.ok) return "jid-malformed";
  if (jid.value.resource !== "") return "bad-request";
  if (jid.value.bareJid === own) return "not-allowed";
  const name = item.attrs["name"] ?? "";
  const groups = item.getChildren("group", rosterNs).map((group) => group.getText());
  if (new Set(groups).size < groups.length) return "bad-request";
  if ([name, ...groups].some((text) => text.length > maxText) || groups.includes("")) return "not-acceptable";
  return {
    bareJid: jid.value.bareJid,
    address,
    name,
    groups,
    isRemoval: item.attrs["subscription"] === "remove",
  };
}
