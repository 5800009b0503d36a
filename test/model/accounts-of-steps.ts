import { AssertionError } from "node:assert";
import { isSameItem, type Item } from "../../app/contact.ts";
import { applyDeltas, deltasBetween, type Delta } from "../../app/edit.ts";
import type { MergeCode } from "../../app/merge.ts";
import type { SentSet } from "./watched-line.ts";

/** What the server told an observer of one contact, in the order in which it was written. */
export interface Told {
  /** In milliseconds of `performance.now()`. */
  readonly at: number;
  /** Null where the contact was removed. */
  readonly item: Item | null;
}

/** A step somebody was told was taken. */
interface Ask {
  readonly by: string;
  readonly contact: string;
  readonly delta: Delta;
  /** Among all that was asked. */
  readonly place: number;
}

/** A write of the plain client, which reads the item first and may wipe out what came between. */
interface PlainWrite {
  readonly contact: string;
  readonly read: Item;
  readonly sent: Item;
  readonly at: number;
}

/** What there is at the end to account for the steps with. */
export interface Outcome {
  readonly roster: Readonly<Record<string, Item>>;
  readonly told: ReadonlyMap<string, readonly Told[]>;
  readonly lines: ReadonlyMap<string, ReadonlySet<MergeCode>>;
  readonly lostForGood: readonly SentSet[];
}

/** Between an observer's clock and the server's, in milliseconds. */
const slack = 250;

/**
 * RULE R21: accounts for every rename, join and leave that was said to be taken, of a device or of the plain client. Each is
 * there at the end, or somebody asked for the opposite, or a line says what became of it. One thing is excused: what a set
 * wiped out that was confirmed after its sender had last heard from the server, on a stream that was lost for good (RULE R22).
 */
export class AccountsOfSteps {
  readonly #asks: Ask[] = [];
  readonly #writes: PlainWrite[] = [];
  /** Contacts whose steps cannot be told apart: removed, added, undone, or moved with a group. */
  readonly #open = new Set<string>();
  #excused = 0;

  /** How many steps were excused. */
  get excused(): number {
    return this.#excused;
  }

  ask(by: string, contact: string, delta: Delta): void {
    this.#asks.push({ by, contact, delta, place: this.#asks.length });
  }

  write(write: Omit<PlainWrite, "at">): void {
    this.#writes.push({ ...write, at: performance.now() });
  }

  /** From here on nobody can say by the steps alone what becomes of these. */
  leaveOpen(contacts: readonly string[]): void {
    for (const contact of contacts) this.#open.add(contact);
  }

  /** Throws for the first step that is not accounted for. */
  settle(outcome: Outcome): void {
    for (const ask of this.#asks) {
      if (this.#open.has(ask.contact)) continue;
      const end = outcome.roster[ask.contact];
      if (end !== undefined && isThere(ask.delta, end)) continue;
      if (this.#isOpposed(ask) || this.#isWipedByPlain(ask, outcome)) continue;
      if (isSaid(ask, outcome)) continue;
      if (isBeyondKnowing(ask, outcome)) this.#excused += 1;
      else
        throw new AssertionError({
          message: `[R21] not accounted for: ${JSON.stringify(ask)}; at the end ${JSON.stringify(end)}; told ${JSON.stringify(outcome.told.get(ask.contact))}; sets lost for good ${JSON.stringify(outcome.lostForGood.filter((one) => one.contact === ask.contact))}`,
        });
    }
  }

  /** By another device at any time, for nobody knows whose set came first; or by the same one later. */
  #isOpposed({ by, contact, delta, place }: Ask): boolean {
    return this.#asks.some(
      (other) =>
        other.contact === contact &&
        isOpposite(other.delta, delta) &&
        (other.by !== by || other.place > place),
    );
  }

  /** The plain client wrote what it had read, and between the two this step had come. */
  #isWipedByPlain({ contact, delta }: Ask, { told }: Outcome): boolean {
    const all = told.get(contact) ?? [];
    return this.#writes.some((write) => {
      if (write.contact !== contact || isThere(delta, write.sent) || isThere(delta, write.read)) return false;
      const pushed = placeOfPush(all, write);
      return pushed > 0 && all.slice(0, pushed).some(({ item }) => item !== null && isThere(delta, item));
    });
  }
}

/** Where the push of this write is; the contact may have looked the same a moment before it. -1 if it never came. */
function placeOfPush(all: readonly Told[], { at: writtenAt, sent }: PlainWrite): number {
  const isOfWrite = ({ at, item }: Told) => at >= writtenAt - slack && isSame(item, sent);
  const inTime = all.findLastIndex((told) => isOfWrite(told) && told.at <= writtenAt + slack);
  return inTime === -1 ? all.findIndex(isOfWrite) : inTime;
}

/** A line on the contact says what became of a step like this one. */
function isSaid({ contact, delta }: Ask, { lines }: Outcome): boolean {
  const told = lines.get(contact);
  const codes: readonly MergeCode[] =
    delta.do === "rename"
      ? ["renamed-over", "name-yielded", "crossed", "brought-back"]
      : ["move-yielded", "crossed", "brought-back"];
  return codes.some((code) => told?.has(code));
}

/**
 * It was confirmed, then a set without it was written that was lost for good, and the sender of that one had not heard from
 * the server since it was confirmed.
 */
function isBeyondKnowing({ contact, delta }: Ask, { told, lostForGood }: Outcome): boolean {
  const all = told.get(contact) ?? [];
  return lostForGood.some((set) => {
    if (set.contact !== contact || set.item === null || isThere(delta, set.item)) return false;
    return all.some(({ item }, place) => {
      const before = all[place - 1]?.item ?? null;
      if (!isSame(item, set.item) || before === null || !isThere(delta, before)) return false;
      const since =
        all.slice(0, place).findLastIndex((one) => one.item === null || !isThere(delta, one.item)) + 1;
      return (all[since]?.at ?? -Infinity) >= set.heardAt - slack;
    });
  });
}

function isThere(delta: Delta, item: Item): boolean {
  return deltasBetween(item, applyDeltas(item, [delta])).length === 0;
}

function isOpposite(a: Delta, b: Delta): boolean {
  if (a.do === "rename" || b.do === "rename") return a.do === b.do && JSON.stringify(a) !== JSON.stringify(b);
  return a.group === b.group && a.do !== b.do;
}

function isSame(a: Item | null, b: Item | null): boolean {
  return a === null || b === null ? a === b : isSameItem(a, b);
}
