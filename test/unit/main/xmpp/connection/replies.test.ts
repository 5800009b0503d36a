import { expect, test, vi } from "vitest";
import { xml } from "../../../../../main/xmpp/connection/element.ts";
import { Replies } from "../../../../../main/xmpp/connection/replies.ts";

const full = "romeo@example.test/Orchard";

/** Whether a result from this sender is taken as the answer to a request to that address. */
async function isTaken(to: string | undefined, from: string | undefined): Promise<boolean> {
  const replies = new Replies(full);
  const { iq, reply } = replies.expect(xml("iq", { type: "get", to }), 1000);
  replies.handle(xml("iq", { type: "result", id: iq.attrs["id"], from }));
  replies.refuseAll();
  return (await reply).ok;
}

test.each([undefined, "romeo@example.test", full, "example.test", "ROMEO@Example.Test", "example.test."])(
  "[R8] a request to our own server may be answered by %s",
  async (from) => expect(await isTaken(undefined, from)).toBe(true),
);

test.each([
  "",
  "@",
  "mallory@evil.test",
  "evil.test",
  "romeo@example.test/orchard",
  "juliet@example.test",
  "example.test/x",
])("[R8] a request to our own server is not answered by %j", async (from) =>
  expect(await isTaken(undefined, from)).toBe(false),
);

test("[R8] a request to somebody is answered by exactly them", async () => {
  const asked = "juliet@example.test/balcony";
  expect(await isTaken(asked, asked)).toBe(true);
  expect(await isTaken(asked, "Juliet@EXAMPLE.test/balcony")).toBe(true);
  for (const from of [
    undefined,
    "juliet@example.test",
    "juliet@example.test/Balcony",
    "example.test",
    full,
  ]) {
    expect(await isTaken(asked, from)).toBe(false);
  }
  expect(await isTaken("romeo@example.test", undefined)).toBe(true);
  expect(await isTaken("juliet@example.test", undefined)).toBe(false);
});

test("[R8] a reply counts once, and only under its id", async () => {
  const replies = new Replies(full);
  const { iq, reply } = replies.expect(xml("iq", { type: "get", id: "mine" }), 1000);
  expect(iq.attrs["id"]).not.toBe("mine");
  replies.handle(xml("iq", { type: "result", id: "mine" }));
  replies.handle(xml("iq", { type: "result" }));
  replies.handle(xml("iq", { type: "result", id: iq.attrs["id"] }, "first"));
  replies.handle(xml("iq", { type: "error", id: iq.attrs["id"] }));
  const outcome = await reply;
  expect(outcome.ok && outcome.value.getText()).toBe("first");
});

test("[T16] no answer in time is a failure", async () => {
  vi.useFakeTimers();
  try {
    const { reply } = new Replies(full).expect(xml("iq", { type: "get" }), 30_000);
    vi.advanceTimersByTime(30_000);
    expect(await reply).toMatchObject({ ok: false, failure: { code: "no-answer" } });
  } finally {
    vi.useRealTimers();
  }
});
