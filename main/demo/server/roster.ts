import type { Subscription } from "../../../app/contact.ts";
import type { BareJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";

export const rosterNs = "jabber:iq:roster";

/** One item of an account's roster. Never changed in place: whoever holds one may keep reading it. */
export interface RosterItem {
  readonly bareJid: BareJid;
  /** In the spelling it was first given in. */
  readonly address: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  readonly ask: boolean;
}

/** The roster of one account with its version (RFC 6121 2.6), which is another after every change. */
export class Roster {
  readonly #items = new Map<BareJid, RosterItem>();
  readonly #life: string;
  #changes = 0;

  /** `life` is in every version: what a client remembers of another life of the server is no version of this one. */
  constructor(life: string) {
    this.#life = life;
  }

  get version(): string {
    return `${this.#life}.${this.#changes}`;
  }

  get items(): ReadonlyMap<BareJid, RosterItem> {
    return this.#items;
  }

  put(item: RosterItem): void {
    this.#items.set(item.bareJid, item);
    this.#changes += 1;
  }

  /** False when there was no such item. */
  remove(bareJid: BareJid): boolean {
    const wasThere = this.#items.delete(bareJid);
    if (wasThere) this.#changes += 1;
    return wasThere;
  }

  replace(items: Iterable<RosterItem>): void {
    this.#items.clear();
    for (const item of items) this.#items.set(item.bareJid, item);
    this.#changes += 1;
  }
}

/** As it stands in a result or a push. */
export function itemElement(item: RosterItem): Element {
  return xml(
    "item",
    {
      jid: item.address,
      name: item.name === "" ? undefined : item.name,
      subscription: item.subscription,
      ask: item.ask ? "subscribe" : undefined,
    },
    ...item.groups.map((group) => xml("group", {}, group)),
  );
}
