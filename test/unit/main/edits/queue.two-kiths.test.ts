import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { applyDeltas, type Delta } from "../../../../app/edit.ts";
import type { Item } from "../../../../app/contact.ts";
import type { Element } from "../../../../main/xmpp/connection/element.ts";
import { contact, createModel, romeo } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { linedUp } from "../../../support/lined-up.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const start: Item = { name: "Romeo", groups: ["First's", "Second's", "Friends"] };

/** One contact on a server that two Kiths write to. In all four directions, stanzas wait until the test delivers them. */
class Sky {
  item = start;
  readonly kiths: readonly [Kith, Kith] = [new Kith(), new Kith()];
  readonly #isPushFirst: boolean;

  constructor(isPushFirst: boolean) {
    this.#isPushFirst = isPushFirst;
  }

  /** The server reads the oldest set of a Kith. */
  read(place: Place): boolean {
    const kith = this.kiths[place];
    const request = kith.nextUnread();
    if (request === undefined) return false;
    const sent = request.iq.getChild("query")?.getChild("item");
    const now = {
      name: sent?.attrs["name"] ?? "",
      groups: sent?.getChildren("group").map((group) => group.getText()) ?? [],
    };
    this.item = now;
    const answer = () => request.answer(`<iq type="result" id="x"/>`);
    if (!this.#isPushFirst) kith.down.push(answer);
    for (const one of this.kiths) one.down.push(() => one.push(now));
    if (this.#isPushFirst) kith.down.push(answer);
    return true;
  }

  /** Lets everything through, each time to both alike: so they go on crossing for as long as they can. */
  async calm(): Promise<number> {
    let rounds = 0;
    for (; rounds < 100; rounds += 1) {
      const wereRead = [this.read(0), this.read(1)];
      const areTold = [await this.kiths[0].tellAll(), await this.kiths[1].tellAll()];
      if (![...wereRead, ...areTold].includes(true)) break;
    }
    return rounds;
  }
}

type Place = 0 | 1;

class Kith {
  readonly #model = createModel().model;
  readonly #lined = linedUp(this.#model);
  readonly #stream = new FakeStream();
  readonly #read = new Set<Element>();
  /** What the server has told and Kith has not read. */
  readonly down: (() => unknown)[] = [];

  constructor() {
    this.#model.putContact(contact(romeo, { name: start.name, groups: [...start.groups] }));
    this.#lined.queue.resume(this.#stream);
  }

  get hasEdits(): boolean {
    return this.#model.edits.size > 0;
  }

  nextUnread() {
    const request = this.#stream.open.find(({ iq }) => !this.#read.has(iq));
    if (request !== undefined) this.#read.add(request.iq);
    return request;
  }

  push({ name, groups }: Item): void {
    this.#model.putContact(contact(romeo, { name, groups: [...groups] }));
    this.#lined.queue.handlePush(romeo);
  }

  change(delta: Delta): void {
    this.#lined.add({ bareJid: romeo, kind: "change", deltas: [delta] });
  }

  /** Reads the oldest stanza. */
  async tell(): Promise<boolean> {
    const next = this.down.shift();
    await next?.();
    await settled();
    return next !== undefined;
  }

  async tellAll(): Promise<boolean> {
    const isAnything = this.down.length > 0;
    while (await this.tell());
    return isAnything;
  }
}

type Step =
  | { readonly who: Place; readonly delta: Delta }
  | { readonly reads: Place }
  | { readonly tells: Place };

const place = fc.constantFrom<Place>(0, 1);
/** Each has groups of its own to join and to leave, and the first alone gives names, none twice: so both can have their way. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(place, fc.constantFrom("A", "B", "C"))
    .map(([who, group]): Step => ({ who, delta: { do: "join", group: `${group}${who}` } })),
  place.map((who): Step => ({
    who,
    delta: { do: "leave", group: who === 0 ? "First's" : "Second's" },
  })),
  fc.constant<Step>({ who: 0, delta: { do: "rename", name: "Romeo" } }),
  place.map((reads): Step => ({ reads })),
  place.map((tells): Step => ({ tells })),
);

async function play(isPushFirst: boolean, steps: readonly Step[]): Promise<void> {
  const sky = new Sky(isPushFirst);
  const asked: Delta[] = [];
  for (const one of steps) {
    if ("reads" in one) sky.read(one.reads);
    else if ("tells" in one) await sky.kiths[one.tells].tell();
    else {
      const delta = one.delta.do === "rename" ? { ...one.delta, name: `Romeo ${asked.length}` } : one.delta;
      asked.push(delta);
      sky.kiths[one.who].change(delta);
    }
  }
  expect(await sky.calm()).toBeLessThan(100);
  expect(sky.kiths.map(({ hasEdits }) => hasEdits)).toEqual([false, false]);
  const wanted = applyDeltas(start, asked);
  expect({ ...sky.item, groups: sky.item.groups.toSorted() }).toEqual({
    ...wanted,
    groups: wanted.groups.toSorted(),
  });
}

describe.for([
  ["result, then push", false],
  ["push, then result", true],
] as const)("two Kiths on a server that answers with %s", ([, isPushFirst]) => {
  test("[R3] however their changes cross, they settle, and both changes are made", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), (steps) => play(isPushFirst, steps)),
      { numRuns: 300 },
    );
  });

  test("[R3] a set that was in flight when ours was done, and crosses our next one, reverts nothing either", async () => {
    await play(isPushFirst, [
      { who: 1, delta: { do: "leave", group: "Second's" } },
      { reads: 1 },
      { who: 0, delta: { do: "leave", group: "First's" } },
      { tells: 1 },
      { tells: 1 },
      { who: 1, delta: { do: "join", group: "A1" } },
      { who: 1, delta: { do: "join", group: "B1" } },
    ]);
  });

  test("[R3] two Kiths at the same distance from the server do not restore crossing changes for ever", async () => {
    await play(isPushFirst, [
      { who: 0, delta: { do: "join", group: "A0" } },
      { who: 0, delta: { do: "rename", name: "Romeo" } },
      { who: 1, delta: { do: "join", group: "A1" } },
    ]);
  });
});
