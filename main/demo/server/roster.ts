import type { Subscription } from "../../../app/contact.ts";
import type { BareJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";

export const rosterNs = "jabber:iq:roster";

/** One item of an account's roster. Never changed in place, so a reference to it stays valid. */
export interface RosterItem {
  readonly bareJid: BareJid;
  /** In the spelling it was first given in. */
  readonly address: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  readonly ask: boolean;
}

/** The roster of one account with its version (RFC 6121 2.6), which is new after every change. */
export class Roster {
  readonly #items = new Map<BareJid, RosterItem>();
  readonly #life: string;
  #changes = 0;

  /** `life` is part of every version: a version from another run of the server is never valid in this one. */
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

  /** False if there was no such item. */
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

/** As it appears in a result or a push. */
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
