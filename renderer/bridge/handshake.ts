import {
  challengeSchema,
  meetingTexts,
  readHandshakeText,
  welcomeSchema,
  type Hello,
  type Proof,
} from "../../app/page-socket.ts";

/** The result of the exchange: Kith, or a program that does not know the page's token. */
export type HandshakeResult = "kith" | "impostor";

/** What the exchange needs from the socket: sending a text, and receiving each text that arrives. */
export interface HandshakeSocket {
  readonly send: (text: string) => void;
  readonly next: () => Promise<string>;
}

/**
 * Exchanges proofs with the program that answers on a fresh socket (`app/page-socket.ts`). Resolves when Kith has accepted the page, or
 * when the page knows that it talks to an impostor, which has learned nothing. `keep` gets the session token before
 * anything is proved to the other end. Never resolves if the other end stops answering.
 */
export async function authenticateKith(
  token: string,
  { send, next }: HandshakeSocket,
  keep: (session: string) => void,
): Promise<HandshakeResult> {
  const sign = await signer(token);
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(32)));
  send(JSON.stringify({ kind: "hello", name: await sign(meetingTexts.name), nonce } satisfies Hello));

  const challenge = challengeSchema.safeParse(readHandshakeText(await next()));
  if (!challenge.success) return "impostor";
  const { nonce: theirNonce, proof } = challenge.data;
  if (proof !== (await sign(meetingTexts.server(nonce, theirNonce)))) return "impostor";

  keep(await sign(meetingTexts.session(nonce, theirNonce)));
  const ours = await sign(meetingTexts.page(nonce, theirNonce));
  send(JSON.stringify({ kind: "proof", proof: ours } satisfies Proof));
  return welcomeSchema.safeParse(readHandshakeText(await next())).success ? "kith" : "impostor";
}

/** HMAC-SHA-256 keyed with the token's letters. A page at 127.0.0.1 is a secure context, so every browser has it. */
async function signer(token: string): Promise<(text: string) => Promise<string>> {
  const bytes = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode(token), algorithm, false, ["sign"]);
  return async (text) => base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(text))));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
