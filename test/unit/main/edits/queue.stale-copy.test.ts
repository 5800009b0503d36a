import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { ok } from "../../../../app/result.ts";
import { batchIntent } from "../../../../main/edits/batch-intent.ts";
import { takenEdit, intentToEdit } from "../../../../main/edits/intents.ts";
import { contact, nurse, romeo } from "../../../support/account-model.ts";
import { editsGround, type EditsGround } from "../../../support/edits-ground.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const join = (group: string): Delta => ({ do: "join", group });
const rename = (name: string): Delta => ({ do: "rename", name });
const done = `<iq type="result" id="x"/>`;

function start(lines: EditsGround["lines"] = [], groups = ["Friends"]) {
  const ground = editsGround(
    [
      contact(romeo, { name: "Romeo", groups, subscription: "both" }),
      contact(nurse, { name: "Nurse", subscription: "both" }),
    ],
    lines,
  );
  return {
    ...ground,
    change: (people: readonly BareJid[], ...deltas: Delta[]) =>
      ground.edits.take(() => ok(intentToEdit(ground.model, people, deltas, null))),
    states: () => [...ground.model.edits.values()].map(({ state }) => state),
    codes: () => ground.model.merges.get(romeo)?.lines.map(({ code }) => code) ?? [],
  };
}

const itemsOf = (stream: FakeStream) =>
  stream.sent.map((iq) => iq.getChild("query")?.getChild("item")?.toString() ?? iq.children[0]?.toString());
const ping = `<ping xmlns="urn:xmpp:ping"/>`;

describe("after a second in which nothing has come from the server", () => {
  function silent(ground: EditsGround, forMs = 1_000) {
    ground.stream.silentSince = performance.now() - forMs;
  }

  test("[R22] it is asked first: the edits wait, visibly, and are computed from what it has told by then", async () => {
    const ground = start();
    silent(ground);
    await ground.change([romeo], join("K"));
    expect(itemsOf(ground.stream)).toEqual([ping]);
    expect(ground.states()).toEqual(["waiting"]);
    ground.push(romeo, { groups: ["Friends", "T"] });
    await ground.stream.next.answer(done);
    expect(itemsOf(ground.stream)).toEqual([
      ping,
      `<item jid="${romeo}" name="Romeo"><group>Friends</group><group>T</group><group>K</group></item>`,
    ]);
    expect(ground.states()).toEqual(["sending"]);
  });

  test("[R22] one question is asked for a batch, and none within it while answers keep coming", async () => {
    const ground = start();
    silent(ground);
    await ground.change([romeo, nurse], join("K"));
    await ground.change([romeo, nurse], join("L"));
    expect(itemsOf(ground.stream)).toEqual([ping]);
    await ground.stream.next.answer(done);
    await ground.serve();
    expect(itemsOf(ground.stream).filter((one) => one === ping)).toHaveLength(1);
    expect(ground.states()).toEqual([]);
  });

  test("[R22] silence shorter than that costs nothing", async () => {
    const ground = start();
    silent(ground, 999);
    await ground.change([romeo], join("K"));
    expect(itemsOf(ground.stream)).not.toContain(ping);
    expect(ground.states()).toEqual(["sending"]);
  });

  test("[R22] a pause that the server asks for is silence, too", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    await ground.stream.next.refuse("resource-constraint");
    ground.stream.silentSince = performance.now();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(itemsOf(ground.stream).at(-1)).toBe(ping);
    expect(ground.states()).toEqual(["waiting"]);
  });

  test("[R22] where no answer comes and the stream ends, the edits go out on the next", async () => {
    const ground = start();
    silent(ground);
    await ground.change([romeo], join("K"));
    ground.edits.suspend();
    ground.stream.fail("connection-lost");
    await settled();
    expect(ground.states()).toEqual(["waiting"]);
    const serveOn = ground.goOn();
    await serveOn();
    expect(ground.roster()[romeo]?.groups).toEqual(["Friends", "K"]);
    expect(ground.codes()).toEqual([]);
  });

  test("[R22] an edit taken while the answer is awaited asks no second time, and one dropped sends nothing", async () => {
    const ground = start();
    silent(ground);
    await ground.change([romeo], join("K"));
    await ground.edits.undo(null);
    await ground.change([nurse], join("L"));
    await ground.stream.next.answer(done);
    expect(itemsOf(ground.stream)).toEqual([
      ping,
      `<item jid="${nurse}" name="Nurse"><group>L</group></item>`,
    ]);
  });
});

describe("on a resumed stream, what is told again says what became of a set that went unanswered", () => {
  type Push = Partial<Contact> | "removed";
  async function resumed(ground: ReturnType<typeof start>, ...pushes: Push[]): Promise<FakeStream> {
    ground.edits.suspend();
    ground.stream.fail("connection-lost");
    await settled();
    for (const push of pushes) ground.push(romeo, push);
    const next = new FakeStream({ isResumed: true });
    ground.edits.resume(next);
    await settled();
    return next;
  }
  const theirs = { groups: ["Friends", "T"] };
  const ours = { groups: ["Friends", "K"] };

  test("[R22] theirs, then ours: ours overwrote it, and it is restored", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    const next = await resumed(ground, theirs, ours);
    expect(itemsOf(next)).toEqual([
      `<item jid="${romeo}" name="Romeo"><group>Friends</group><group>K</group><group>T</group></item>`,
    ]);
    expect(ground.codes()).toEqual(["groups-kept"]);
  });

  test("[R22] [E5] a restored change is not our effect", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    const next = await resumed(ground, theirs, ours);
    await next.next.answer(done);
    ground.push(romeo, { groups: ["Friends", "K", "T"] });
    await ground.edits.undo(null);
    expect(itemsOf(next).at(-1)).toBe(
      `<item jid="${romeo}" name="Romeo"><group>Friends</group><group>T</group></item>`,
    );
  });

  test("[R22] a name of theirs that ours overwrote is restored", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    const next = await resumed(ground, { name: "Mo" }, { name: "Romeo", ...ours });
    expect(itemsOf(next)[0]).toContain(`name="Mo"`);
    expect(ground.codes()).toEqual(["name-kept"]);
  });

  test("[R22] ours, then theirs: ours took effect, and what they made of it is theirs", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    expect(itemsOf(await resumed(ground, ours, { groups: ["Friends"] }))).toEqual([]);
    expect(ground.states()).toEqual([]);
    expect(ground.codes()).toEqual([]);
  });

  test("[R22] theirs alone: ours never arrived, and goes out on top of it", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    const next = await resumed(ground, theirs);
    expect(itemsOf(next)).toEqual([
      `<item jid="${romeo}" name="Romeo"><group>Friends</group><group>T</group><group>K</group></item>`,
    ]);
    expect(ground.codes()).toEqual(["groups-kept"]);
  });

  test("[R22] nothing: ours never arrived, and goes out again without a word", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    expect(itemsOf(await resumed(ground))).toHaveLength(1);
    expect(ground.codes()).toEqual([]);
  });

  test("[R22] they removed the contact, and ours brought it back: a line says so", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    expect(itemsOf(await resumed(ground, "removed", { name: "Romeo", ...ours }))).toEqual([]);
    expect(ground.codes()).toEqual(["brought-back"]);
  });

  test("[R22] a set that counted as refused without an answer took effect after all: the edit is done, and theirs is restored", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    await ground.stream.next.refuse("no-answer");
    expect(ground.states()).toEqual(["refused"]);
    expect(ground.stream.checks).toBe(1);
    ground.push(romeo, theirs);
    ground.push(romeo, ours);
    await ground.serve();
    expect(ground.states()).toEqual([]);
    expect(ground.roster()[romeo]?.groups).toEqual(["Friends", "K", "T"]);
  });

  test("[R22] [E2] also after a crash, a change that was seen before ours and is not in it is restored", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    ground.push(romeo, theirs);
    const lines = JSON.parse(JSON.stringify(ground.lines)) as EditsGround["lines"];
    const again = start(lines, ours.groups);
    await again.serve();
    expect(again.roster()[romeo]?.groups).toEqual(["Friends", "K", "T"]);
    expect(again.states()).toEqual([]);
  });

  test("[R22] on a fresh stream what comes later than ours is no word on what ours wiped out", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    ground.edits.suspend();
    ground.stream.fail("connection-lost");
    await settled();
    ground.edits.startFresh();
    ground.push(romeo, { groups: ["Friends"] });
    ground.push(romeo, ours);
    const next = new FakeStream();
    ground.edits.resume(next);
    expect(itemsOf(next)).toEqual([]);
    expect(ground.states()).toEqual([]);
  });
});

test("[R22] [R3] if they reverted our change while our next set crossed theirs, it is not restored but reported", async () => {
  const ground = start();
  await ground.change([romeo], join("K"));
  await ground.serve();
  await ground.change([romeo], rename("Mo"));
  ground.push(romeo, { groups: ["Friends"] });
  await ground.stream.next.answer(done);
  ground.push(romeo, { name: "Mo", groups: ["Friends", "K"] });
  await ground.serve();
  expect(ground.roster()[romeo]).toEqual({ name: "Mo", groups: ["Friends", "K"] });
  expect(ground.codes()).toEqual(["crossed"]);
});

test("[R21] [E5] undone before it is known whether it took effect, an edit is undone either way", async () => {
  for (const arrived of [true, false]) {
    const ground = start();
    await ground.change([romeo], rename("Mo"), join("K"));
    ground.edits.suspend();
    ground.stream.fail("connection-lost");
    await settled();
    await ground.edits.undo(null);
    ground.edits.startFresh();
    if (arrived)
      ground.model.putContact(contact(romeo, { name: "Mo", groups: ["Friends", "K"], subscription: "both" }));
    const serveOn = ground.goOn();
    await serveOn();
    expect(ground.roster()[romeo]).toEqual({ name: "Romeo", groups: ["Friends"] });
    expect(ground.states()).toEqual([]);
  }
});

test("[R22] an addition is asked for once, though its answer came late", async () => {
  const ground = start();
  const paris = "paris@example.net" as BareJid;
  const add = takenEdit(ground.model, paris, "add", [rename("P")], { message: "Hello" });
  await ground.edits.take(() => ok({ batch: batchIntent({ kind: "add" }), edits: [add] }));
  ground.edits.suspend();
  ground.stream.fail("connection-lost");
  await settled();
  ground.push(paris, { name: "P" });
  const next = new FakeStream({ isResumed: true });
  ground.edits.resume(next);
  await settled();
  expect(itemsOf(next)).toEqual([]);
  expect(ground.asked).toEqual([paris]);
});
