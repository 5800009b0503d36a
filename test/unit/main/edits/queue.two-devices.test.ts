import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { applyDeltas, type Delta } from "../../../../app/edit.ts";
import type { EditQueue } from "../../../../main/edits/queue.ts";
import { RosterSync } from "../../../../main/roster/sync.ts";
import { xml, type Element } from "../../../../main/xmpp/connection/element.ts";
import { contact, createModel, romeo } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { linedUp, type LinedUp } from "../../../support/lined-up.ts";

interface Item {
  readonly name: string;
  readonly groups: readonly string[];
}

/**
 * One contact on a server that two devices write to: Kith, and another that bases every change on the server's current item.
 * In both directions of Kith's connection, stanzas wait until the test delivers the next one.
 */
class Sky {
  readonly stream = new FakeStream();
  readonly queue: EditQueue;
  readonly #add: LinedUp["add"];
  item: Item = { name: "Romeo", groups: ["Friends"] };
  readonly #isPushFirst: boolean;
  readonly #down: (() => unknown)[] = [];
  readonly #read = new Set<Element>();

  constructor(isPushFirst: boolean) {
    this.#isPushFirst = isPushFirst;
    const { model } = createModel();
    model.putContact(contact(romeo, { ...this.item, subscription: "both" }));
    model.setFact("list", { state: "confirmed" });
    const { queue, add } = linedUp(model);
    this.queue = queue;
    this.#add = add;
    const sync = new RosterSync(model, "1", {
      onChange: () => undefined,
      onPush: () => {
        this.queue.handlePush(romeo);
      },
    });
    this.stream.onStanza = (iq) => sync.handlePush(iq, this.stream);
    this.queue.resume(this.stream);
    this.isQuiet = () => model.edits.size === 0;
  }

  /** Nothing that Kith was asked for is on its way. */
  readonly isQuiet: () => boolean;

  ours(delta: Delta): void {
    this.#add({ bareJid: romeo, kind: "change", deltas: [delta] });
  }

  theirs(delta: Delta): void {
    this.item = applyDeltas(this.item, [delta]);
    this.#push();
  }

  /** The server reads the oldest set it has not read. */
  read(): boolean {
    const request = this.stream.open.find(({ iq }) => !this.#read.has(iq));
    if (request === undefined) return false;
    this.#read.add(request.iq);
    const item = request.iq.getChild("query")?.getChild("item");
    this.item = {
      name: item?.attrs["name"] ?? "",
      groups: item?.getChildren("group").map((group) => group.getText()) ?? [],
    };
    if (this.#isPushFirst) this.#push();
    this.#down.push(() => request.answer(`<iq type="result" id="x"/>`));
    if (!this.#isPushFirst) this.#push();
    return true;
  }

  /** Kith reads the oldest stanza it has not read. */
  async deliver(): Promise<boolean> {
    const next = this.#down.shift();
    await next?.();
    await settled();
    return next !== undefined;
  }

  async calm(): Promise<void> {
    while ((await this.deliver()) || this.read());
  }

  #push(): void {
    const { name, groups } = this.item;
    const stanza = xml(
      "iq",
      { type: "set", id: "p" },
      xml(
        "query",
        { xmlns: "jabber:iq:roster" },
        xml(
          "item",
          { jid: romeo, name, subscription: "both" },
          ...groups.map((group) => xml("group", {}, group)),
        ),
      ),
    );
    this.#down.push(() => this.stream.deliver(stanza.toString()));
  }
}

type Step = { readonly who: "ours" | "theirs"; readonly delta: Delta } | { readonly lets: "server" | "wire" };

/**
 * Each device joins groups of its own; the other device alone gives names, and none twice: that a name became what it had
 * been before cannot be seen by anybody.
 */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom("K1", "K2", "K3").map((group): Step => ({ who: "ours", delta: { do: "join", group } })),
  fc.constantFrom("T1", "T2", "T3").map((group): Step => ({ who: "theirs", delta: { do: "join", group } })),
  fc.constant<Step>({ who: "theirs", delta: { do: "rename", name: "Romeo" } }),
  fc.constantFrom<Step>({ lets: "server" }, { lets: "wire" }),
);

async function play(isPushFirst: boolean, steps: readonly Step[]): Promise<void> {
  const sky = new Sky(isPushFirst);
  const asked: Delta[] = [];
  for (const one of steps) {
    if (!("who" in one)) {
      if (one.lets === "server") sky.read();
      else await sky.deliver();
    } else {
      const delta = one.delta.do === "rename" ? { ...one.delta, name: `Romeo ${asked.length}` } : one.delta;
      asked.push(delta);
      sky[one.who](delta);
    }
  }
  await sky.calm();
  const wanted = applyDeltas({ name: "Romeo", groups: ["Friends"] }, asked);
  expect({ ...sky.item, groups: sky.item.groups.toSorted() }).toEqual({
    ...wanted,
    groups: wanted.groups.toSorted(),
  });
  expect(sky.isQuiet()).toBe(true);
}

describe.for([
  ["result, then push", false],
  ["push, then result", true],
] as const)("two devices on a server that answers with %s", ([, isPushFirst]) => {
  test("[R3] whatever the order and however late, no group and no name of either is lost", async () => {
    vi.useFakeTimers();
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), (steps) => play(isPushFirst, steps)),
        { numRuns: 300 },
      );
    } finally {
      vi.useRealTimers();
    }
  });

  test("[R3] their change crosses ours on the wire: the server reads theirs first, ours overwrites it, and it is restored", async () => {
    const sky = new Sky(isPushFirst);
    sky.ours({ do: "join", group: "K" });
    sky.theirs({ do: "join", group: "T" });
    sky.theirs({ do: "rename", name: "Mo" });
    sky.theirs({ do: "leave", group: "Friends" });
    await sky.calm();
    expect(sky.item).toEqual({ name: "Mo", groups: ["K", "T"] });
    expect(sky.isQuiet()).toBe(true);
  });

  test("[R3] their change right after ours counts: nothing is restored", async () => {
    const sky = new Sky(isPushFirst);
    sky.ours({ do: "join", group: "K" });
    sky.read();
    sky.theirs({ do: "leave", group: "K" });
    await sky.calm();
    expect(sky.item).toEqual({ name: "Romeo", groups: ["Friends"] });
    expect(sky.stream.open).toEqual([]);
    expect(sky.isQuiet()).toBe(true);
  });
});

test("[R3] a state that they reached by themselves is not reverted to an earlier one of theirs", async () => {
  const sky = new Sky(true);
  sky.ours({ do: "join", group: "K" });
  sky.theirs({ do: "join", group: "T" });
  sky.theirs({ do: "join", group: "K" });
  sky.theirs({ do: "leave", group: "T" });
  await sky.calm();
  expect(sky.item).toEqual({ name: "Romeo", groups: ["Friends", "K"] });
  expect(sky.isQuiet()).toBe(true);
});

test("[R3] a device that answers every set of ours with its own is not answered for ever", async () => {
  const sky = new Sky(true);
  sky.ours({ do: "join", group: "K" });
  let sets = 0;
  for (; sets < 200 && sky.stream.open.length > 0; sets += 1) {
    sky.theirs({ do: "rename", name: `Romeo ${sets}` });
    sky.read();
    while (await sky.deliver());
  }
  expect(sets).toBeLessThan(100);
  expect(sky.isQuiet()).toBe(true);
});
