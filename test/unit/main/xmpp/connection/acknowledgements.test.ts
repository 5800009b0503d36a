import { expect, test } from "vitest";
import { Acknowledgements } from "../../../../../main/xmpp/connection/acknowledgements.ts";

test("[T13] what was acknowledged is not sent again; the rest is, in order, but no requests", () => {
  const sent = new Acknowledgements("s");
  for (const text of ["a", "b", "request", "c"]) sent.countSent(text, text === "request");
  expect(sent.acknowledge(1)).toBe(true);
  expect(sent.acknowledge(1)).toBe(true);
  expect(sent.takeUp()).toEqual(["b", "c"]);
  expect(sent.acknowledge(3)).toBe(true);
  expect(sent.isAllAcknowledged).toBe(true);
});

test("a count that was never reached, goes back, or is none, is refused", () => {
  const sent = new Acknowledgements("s");
  sent.countSent("a", false);
  for (const h of [2, -1, Number.NaN, 0.5, 2 ** 32 + 2]) expect(sent.acknowledge(h)).toBe(false);
  expect(sent.acknowledge(1)).toBe(true);
  expect(sent.acknowledge(0)).toBe(false);
});

test("[T2] what came before the server began to count is not counted", () => {
  const received = new Acknowledgements("s", 2);
  for (let stanza = 0; stanza < 5; stanza++) received.countReceived();
  expect(received.handled).toBe(3);
});
