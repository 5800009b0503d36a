import { expect, test } from "vitest";
import { RosterSync } from "../../../../main/roster/sync.ts";
import { contact, createModel, romeo } from "../../../support/account-model.ts";
import { FakeStream } from "../../../support/fake-stream.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

function start(bounds: { contacts: number; characters: number }) {
  const { model } = createModel();
  const handlers = { onChange: () => undefined, onPush: () => undefined };
  const sync = new RosterSync(model, undefined, handlers, bounds);
  const stream = new FakeStream();
  const push = (jid: string, name = "", more = "") => {
    const item = `<item jid="${jid}" name="${name}" ${more}/>`;
    const text = `<iq type="set" id="p"><query xmlns="jabber:iq:roster">${item}</query></iq>`;
    sync.handlePush(parseStanza(text), stream);
  };
  const answer = async (items: string) => {
    const got = sync.get(stream);
    await stream.next.answer(
      `<iq type="result" id="x"><query xmlns="jabber:iq:roster">${items}</query></iq>`,
    );
    await got;
  };
  return { model, sync, stream, push, answer };
}

const items = (count: number) =>
  Array.from({ length: count }, (_, index) => `<item jid="p${index}@example.net"/>`).join("");

test("[T24] pushes of ever new people end the stream; those of known people do not", async () => {
  const { model, stream, push, answer } = start({ contacts: 3, characters: 10_000 });
  await answer(items(2));
  push("p2@example.net");
  for (let count = 0; count < 100; count++) push("p1@example.net", `Name ${count}`);
  expect(stream.excesses).toBe(0);
  push("p3@example.net");
  expect(stream.excesses).toBe(1);
  expect(model.contacts.size).toBe(3);
});

test("[T24] ever longer names end the stream, and what was removed counts no more", async () => {
  const { stream, push, answer } = start({ contacts: 100, characters: 1_000 });
  await answer(items(2));
  for (let count = 0; count < 20; count++) {
    push("p0@example.net", "x".repeat(400));
    push("p0@example.net", "", 'subscription="remove"');
  }
  expect(stream.excesses).toBe(0);
  push("p0@example.net", "x".repeat(400));
  push("p1@example.net", "x".repeat(700));
  expect(stream.excesses).toBe(1);
});

test("[T24] pushes before the result are bounded, in number and in size", () => {
  for (const [bounds, name] of [
    [{ contacts: 50, characters: 100_000 }, ""],
    [{ contacts: 1_000, characters: 20_000 }, "x".repeat(1_000)],
  ] as const) {
    const { sync, stream, push, model } = start(bounds);
    model.putContact(contact(romeo));
    void sync.get(stream);
    for (let count = 0; count < 60; count++) push(romeo, `${name}${count}`);
    expect(stream.excesses).toBeGreaterThan(0);
  }
});
