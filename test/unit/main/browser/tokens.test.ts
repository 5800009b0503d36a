import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { meetingTexts } from "../../../../app/page-socket.ts";
import { bootstrapLifeMs, createTokens, type Tokens } from "../../../../main/browser/tokens.ts";

const hmac = (token: string, text: string) => createHmac("sha256", token).update(text).digest("base64url");
const nonce = "N".repeat(43);

const hello = (token: string) => ({ kind: "hello" as const, name: hmac(token, meetingTexts.name), nonce });

/** A page's half of it: the session token once it was accepted. */
function come(tokens: Tokens, token: string): string | null {
  const meeting = tokens.meet(hello(token));
  if (meeting === null) return null;
  const { nonce: theirs, proof } = meeting.challenge;
  expect(proof).toBe(hmac(token, meetingTexts.server(nonce, theirs)));
  return meeting.accept(hmac(token, meetingTexts.page(nonce, theirs)))
    ? hmac(token, meetingTexts.session(nonce, theirs))
    : null;
}

test("[X1] a bootstrap token is valid once, and its session token any number of times", () => {
  const tokens = createTokens();
  const token = tokens.issue();
  const session = come(tokens, token);
  expect(session).toMatch(/^[\w-]{43}$/);
  expect(come(tokens, token)).toBeNull();
  expect(come(tokens, session ?? "")).not.toBeNull();
  expect(come(tokens, session ?? "")).not.toBeNull();
});

test("[X1] of two pages with one address, the first to prove itself is accepted", () => {
  const tokens = createTokens();
  const token = tokens.issue();
  const [first, second] = [tokens.meet(hello(token)), tokens.meet(hello(token))];
  const proofs = [first, second].map((meeting) =>
    hmac(token, meetingTexts.page(nonce, meeting?.challenge.nonce ?? "")),
  );
  expect(second?.accept(proofs[1] ?? "")).toBe(true);
  expect(first?.accept(proofs[0] ?? "")).toBe(false);
});

test("[X1] naming a token without knowing it does not use it up", () => {
  const tokens = createTokens();
  const token = tokens.issue();
  const meeting = tokens.meet(hello(token));
  const theirs = meeting?.challenge.nonce ?? "";
  // Its own proof, sent back to it, is none.
  for (const proof of [
    meeting?.challenge.proof ?? "",
    "",
    "A".repeat(43),
    hmac("x", meetingTexts.page(nonce, theirs)),
  ])
    expect(meeting?.accept(proof)).toBe(false);
  expect(come(tokens, token)).not.toBeNull();
});

test("[X1] a proof is valid for one handshake", () => {
  const tokens = createTokens();
  const session = come(tokens, tokens.issue()) ?? "";
  const first = tokens.meet(hello(session));
  const proof = hmac(session, meetingTexts.page(nonce, first?.challenge.nonce ?? ""));
  expect(first?.accept(proof)).toBe(true);
  expect(tokens.meet(hello(session))?.accept(proof)).toBe(false);
});

test("[X1] the tokens of one process are not valid in the next one on the same port", () => {
  const tokens = createTokens();
  const session = come(tokens, tokens.issue()) ?? "";
  expect(createTokens().meet(hello(session))).toBeNull();
});

test("a bootstrap token is valid for a minute", () => {
  let now = 0;
  const tokens = createTokens(() => now);
  const [early, late, begun] = [tokens.issue(), tokens.issue(), tokens.issue()];
  now = bootstrapLifeMs - 1;
  expect(come(tokens, early)).not.toBeNull();
  const meeting = tokens.meet(hello(begun));
  now = bootstrapLifeMs;
  expect(come(tokens, late)).toBeNull();
  expect(meeting?.accept(hmac(begun, meetingTexts.page(nonce, meeting.challenge.nonce)))).toBe(false);
});

test("every token is 256 bits that fit a fragment", () => {
  const tokens = createTokens();
  const issued = Array.from({ length: 10 }, tokens.issue);
  for (const token of issued) expect(token).toMatch(/^[\w-]{43}$/);
  expect(new Set(issued).size).toBe(10);
});

test("unopened addresses do not pile up: the oldest is dropped", () => {
  const tokens = createTokens();
  const issued = Array.from({ length: 17 }, tokens.issue);
  expect(come(tokens, issued[0] ?? "")).toBeNull();
  expect(come(tokens, issued[1] ?? "")).not.toBeNull();
  expect(come(tokens, issued[16] ?? "")).not.toBeNull();
});

test("sessions do not pile up either", () => {
  const tokens = createTokens();
  const sessions = Array.from({ length: 257 }, () => come(tokens, tokens.issue()) ?? "");
  expect(come(tokens, sessions[0] ?? "")).toBeNull();
  expect(come(tokens, sessions[1] ?? "")).not.toBeNull();
  expect(come(tokens, sessions[256] ?? "")).not.toBeNull();
});
