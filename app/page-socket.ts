import * as z from "zod";

/*
 * How a page in an ordinary browser gets onto its socket. The address a person opens carries a bootstrap token in its
 * fragment, valid once; the page and Kith derive a session token from it. Another program may take Kith's port after Kith was
 * killed, so the other end must prove that it knows the page's token before the page says anything. No token ever crosses the socket:
 *
 *   page   hello       the token's name, a nonce
 *   Kith   challenge   a nonce, HMAC(token, both nonces)      or closes with `closedRefused`
 *   page   proof       HMAC(token, both nonces)               or says nothing more, ever
 *   Kith   welcome     calls and patches follow (`callSchema`, `answerSchema`)
 *
 * HMAC is that of RFC 2104 with SHA-256, keyed with the token's letters.
 */
export const pageSocketPath = "/socket";

/** The subprotocol of this version of the exchange. */
export const pageProtocol = "kith.2";

/** Close code for a page whose token is not valid, or no longer. */
export const closedRefused = 4401;

/** RFC 6455 7.4.1: Kith is ending. */
export const closedEnding = 1001;

/** The longest message of the handshake, in characters. */
const maxHandshakeText = 1_000;

/** The JSON of one message of the handshake, for its schema to check; undefined if it is too long or not JSON. */
export function readHandshakeText(text: string): unknown {
  if (text.length > maxHandshakeText) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: no message of the handshake has this shape.
    return undefined;
  }
}

/** 256 bits in base64url: a token, its name, a nonce, a proof. */
const bits = z.string().regex(/^[\w-]{43}$/);

export const helloSchema = z.strictObject({ kind: z.literal("hello"), name: bits, nonce: bits });
export const challengeSchema = z.strictObject({ kind: z.literal("challenge"), nonce: bits, proof: bits });
export const proofSchema = z.strictObject({ kind: z.literal("proof"), proof: bits });
export const welcomeSchema = z.strictObject({ kind: z.literal("welcome") });
export type Hello = z.infer<typeof helloSchema>;
export type Challenge = z.infer<typeof challengeSchema>;
export type Proof = z.infer<typeof proofSchema>;
export type Welcome = z.infer<typeof welcomeSchema>;

/** The texts that HMAC is computed over. Each begins differently, so that none can be passed off as another. */
export const meetingTexts = {
  name: "kith.2 name",
  server: (pageNonce: string, serverNonce: string) => `kith.2 server ${pageNonce} ${serverNonce}`,
  page: (pageNonce: string, serverNonce: string) => `kith.2 page ${pageNonce} ${serverNonce}`,
  /** The session token that is derived from a bootstrap token. */
  session: (pageNonce: string, serverNonce: string) => `kith.2 session ${pageNonce} ${serverNonce}`,
} as const;
