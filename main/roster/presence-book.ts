import type { BareJid } from "../../app/jid.ts";
import { compareResources, type ResourcePresence } from "../../app/presence.ts";

/** The most people who are not on the list whose presence is kept. */
const maxStrangers = 1000;
/** The most resources that are kept of one person: the best ones, which decide what the row shows. */
const maxResources = 16;

type Resources = Map<string, ResourcePresence>;

/**
 * Who is connected, by resource. Strangers are stored apart from the people on the list, so that a flood of them costs the
 * same for a list of 100,000 as for an empty one.
 */
export class PresenceBook {
  readonly #listed = new Map<BareJid, Resources>();
  readonly #strangers = new Map<BareJid, Resources>();

  /** The resources of anybody, listed or not. */
  of(bareJid: BareJid): Iterable<ResourcePresence> {
    return (this.#listed.get(bareJid) ?? this.#strangers.get(bareJid))?.values() ?? [];
  }

  has(bareJid: BareJid): boolean {
    return this.#listed.has(bareJid) || this.#strangers.has(bareJid);
  }

  /** The people on the list who are connected. */
  listed(): Iterable<BareJid> {
    return this.#listed.keys();
  }

  /** How many strangers are kept. */
  get strangers(): number {
    return this.#strangers.size;
  }

  /** Returns whether anything changed. */
  put(bareJid: BareJid, isListed: boolean, presence: ResourcePresence): boolean {
    const book = isListed ? this.#listed : this.#strangers;
    const resources: Resources = book.get(bareJid) ?? new Map();
    const before = resources.get(presence.resource);
    if (before !== undefined && isSamePresence(before, presence)) return false;
    resources.set(presence.resource, presence);
    if (resources.size > maxResources) {
      const worst = [...resources.values()].reduce((a, b) => (compareResources(a, b) > 0 ? a : b));
      resources.delete(worst.resource);
      if (worst === presence) return false;
    }
    book.set(bareJid, resources);
    if (!isListed) this.#boundStrangers();
    return true;
  }

  /** Returns whether anything changed. */
  remove(bareJid: BareJid, resource: string): boolean {
    const book = this.#listed.has(bareJid) ? this.#listed : this.#strangers;
    const resources = book.get(bareJid);
    if (resources?.delete(resource) !== true) return false;
    if (resources.size === 0) book.delete(bareJid);
    return true;
  }

  /** Returns whether anything changed. */
  removeAll(bareJid: BareJid): boolean {
    return this.#listed.delete(bareJid) || this.#strangers.delete(bareJid);
  }

  clear(): void {
    this.#listed.clear();
    this.#strangers.clear();
  }

  /** Somebody was added to the list. */
  list(bareJid: BareJid): void {
    move(bareJid, this.#strangers, this.#listed);
  }

  /** Somebody left the list. */
  unlist(bareJid: BareJid): void {
    move(bareJid, this.#listed, this.#strangers);
    this.#boundStrangers();
  }

  #boundStrangers(): void {
    if (this.#strangers.size <= maxStrangers) return;
    for (const oldest of this.#strangers.keys()) {
      this.#strangers.delete(oldest);
      return;
    }
  }
}

function move(bareJid: BareJid, from: Map<BareJid, Resources>, to: Map<BareJid, Resources>): void {
  const resources = from.get(bareJid);
  if (resources === undefined) return;
  from.delete(bareJid);
  to.set(bareJid, resources);
}

function isSamePresence(a: ResourcePresence, b: ResourcePresence): boolean {
  return a.show === b.show && a.status === b.status && a.priority === b.priority;
}
