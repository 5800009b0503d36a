import { beforeEach, describe, expect, test } from "vitest";
import type { BareJid } from "../../../../app/jid.ts";
import type { Patch } from "../../../../app/patch.ts";
import type { AccountModel } from "../../../../main/roster/model.ts";
import { pieceWeight } from "../../../../main/publish/pieces.ts";
import { Publisher } from "../../../../main/publish/publisher.ts";
import { account, contact, nurse, onlineFacts, romeo } from "../../../support/account-model.ts";
import { handClock, type HandClock } from "../../../support/hand-clock.ts";

/* What others can make Kith tell the page, however much they say. */

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

let clock: HandClock;
let publisher: Publisher;
let model: AccountModel;
let patches: Patch[];
beforeEach(async () => {
  clock = handClock();
  publisher = new Publisher(clock);
  model = publisher.add(account, onlineFacts);
  patches = [];
  publisher.onPatch((patch) => patches.push(patch));
});

const size = () => patches.reduce((sum, patch) => sum + JSON.stringify(patch).length, 0);
const put = (bareJid: BareJid, resource: string, status: string) =>
  model.putPresence(bareJid, { resource, show: "away", status, priority: 0 });

describe("presence", () => {
  test("[X5] one person who changes their status all the time is told of three times a second, and then as they are", async () => {
    model.putContact(contact(romeo));
    await nextTurn();
    patches.length = 0;
    for (let change = 1; change <= 500; change += 1) {
      for (let resource = 0; resource < 64; resource += 8)
        put(romeo, `r${resource}`, `${change} ${"x".repeat(990)}`);
      await nextTurn();
      clock.turn(2);
    }
    // 64 of 1,000 characters at each of 500 changes were 32 million.
    expect(patches.length).toBeLessThanOrEqual(4);
    expect(size()).toBeLessThan(4 * 16 * 1_100);
    clock.turn(1_000);
    expect(JSON.stringify(patches.at(-1))).toContain('"status":"500 x');
    expect(patches.at(-1)?.changed?.presence?.set[0]?.resources).toHaveLength(8);
    // And nothing more is said by itself.
    const { length } = patches;
    clock.turn(10_000);
    expect(patches).toHaveLength(length);
  });

  test("[X5] somebody who leaves in a storm of their own has left at its end", async () => {
    model.putContact(contact(romeo));
    for (let change = 1; change <= 9; change += 1) {
      put(romeo, "orchard", String(change));
      await nextTurn();
    }
    model.removePresence(romeo, "");
    await nextTurn();
    expect(patches.at(-1)?.changed?.presence?.set).toHaveLength(1);
    clock.turn(1_000);
    expect(patches.at(-1)?.changed?.presence).toEqual({ set: [], removed: [romeo] });
  });

  test("[X5] a change that comes alone, or is another's, waits for nothing", async () => {
    for (const one of [romeo, nurse]) model.putContact(contact(one));
    await nextTurn();
    for (let change = 1; change <= 9; change += 1) {
      put(romeo, "orchard", String(change));
      await nextTurn();
    }
    patches.length = 0;
    put(nurse, "kitchen", "here");
    model.putContact(contact(romeo, { name: "Romeo" }));
    await nextTurn();
    expect(patches).toHaveLength(1);
    expect(patches[0]?.changed?.presence?.set).toMatchObject([{ bareJid: nurse }]);
    expect(patches[0]?.changed?.contacts?.set).toMatchObject([{ name: "Romeo" }]);
    clock.turn(1_000);
    patches.length = 0;
    put(romeo, "orchard", "alone");
    await nextTurn();
    expect(patches).toHaveLength(1);
  });

  test("[X5] a snapshot in a storm has what is true now", async () => {
    model.putContact(contact(romeo));
    for (let change = 1; change <= 9; change += 1) {
      put(romeo, "orchard", String(change));
      await nextTurn();
    }
    const { revision, accounts } = publisher.snapshot();
    expect(accounts[0]?.presence[0]?.resources[0]?.status).toBe("9");
    clock.turn(1_000);
    expect(patches.at(-1)?.revision).toBe(revision + 1);
    expect(patches.at(-1)?.changed?.presence?.set[0]?.resources[0]?.status).toBe("9");
  });

  test("[X5] an account that goes in a storm is heard of no more", async () => {
    model.putContact(contact(romeo));
    for (let change = 1; change <= 9; change += 1) {
      put(romeo, "orchard", String(change));
      await nextTurn();
    }
    publisher.remove(account);
    const { length } = patches;
    clock.turn(10_000);
    expect(patches).toHaveLength(length);
  });
});

test("[X5] a storm of pushes is twenty patches in a tenth of a second, and none of it is lost", async () => {
  for (let change = 1; change <= 1_000; change += 1) {
    model.putContact(contact(romeo, { name: String(change) }));
    model.putContact(contact(`friend${change}@example.net` as BareJid));
    await nextTurn();
  }
  expect(patches.length).toBeLessThanOrEqual(20);
  clock.turn(100);
  expect(patches.length).toBeLessThanOrEqual(21);
  const seen = patches.flatMap((patch) => patch.changed?.contacts?.set ?? []);
  expect(new Set(seen.map((one) => one.bareJid)).size).toBe(1_001);
  expect(seen.findLast((one) => one.bareJid === romeo)?.name).toBe("1000");
  expect(patches.map((patch) => patch.revision)).toEqual(patches.map((_patch, index) => index + 2));
});

describe("a large list", () => {
  const many = 20_000;
  const fill = () => {
    for (let index = 0; index < many; index += 1)
      model.putContact(
        contact(`friend${index}@example.net` as BareJid, { name: `${index} ${"n".repeat(990)}` }),
      );
  };
  const names = (patch: Patch) => patch.changed?.contacts?.set ?? patch.added?.contacts ?? [];

  test("[X5] is told in patches of a bounded size, numbered without a gap", async () => {
    fill();
    await nextTurn();
    expect(patches.length).toBeGreaterThan(4);
    for (const patch of patches) expect(JSON.stringify(patch).length).toBeLessThan(pieceWeight * 1.1);
    expect(patches.flatMap(names)).toHaveLength(many);
    expect(patches.map((patch) => patch.revision)).toEqual(patches.map((_patch, index) => index + 2));
  });

  test("[X5] is told so as well when its account is brought back", async () => {
    fill();
    await nextTurn();
    publisher.remove(account);
    patches.length = 0;
    publisher.bringBack(model);
    expect(Object.keys(patches[0] ?? {})).toContain("added");
    for (const patch of patches) expect(JSON.stringify(patch).length).toBeLessThan(pieceWeight * 1.1);
    expect(patches.flatMap(names)).toHaveLength(many);
  });

  test("[X5] is handed out as a snapshot piece by piece", async () => {
    fill();
    const first = publisher.snapshot();
    expect(JSON.stringify(first).length).toBeLessThan(pieceWeight * 1.1);
    let { more } = first;
    let count = first.accounts[0]?.contacts.length ?? 0;
    let taken = 0;
    while (more !== undefined) {
      const piece = publisher.moreOfSnapshot(more);
      expect(JSON.stringify(piece).length).toBeLessThan(pieceWeight * 1.1);
      // Each is told once.
      expect(publisher.moreOfSnapshot(more)).toBeNull();
      count += piece?.entries.flatMap(({ contacts }) => contacts ?? []).length ?? 0;
      more = piece?.more;
      taken += 1;
    }
    expect(count).toBe(many);
    expect(taken).toBeGreaterThan(4);
  });

  test("[X5] an account that goes while its snapshot is taken is told no further; a snapshot nobody goes on with is forgotten", () => {
    fill();
    const first = publisher.snapshot().more ?? 0;
    const others = Array.from({ length: 8 }, () => publisher.snapshot().more ?? 0);
    expect(publisher.moreOfSnapshot(first)).toBeNull();
    publisher.remove(account);
    expect(publisher.moreOfSnapshot(others[7] ?? 0)).toEqual({ entries: [] });
    expect(publisher.moreOfSnapshot(-1)).toBeNull();
  });
});
