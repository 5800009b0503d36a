import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 7677 4. The secrets are random, so more rounds would protect nothing. */
const iterations = 4_096;

/** One run of SCRAM-SHA-256 without channel binding (RFC 5802, 7677), from the server's side. */
export interface ScramChallenge {
  readonly serverFirst: string;
  /** The server's own proof, if the client's is right. */
  readonly verify: (clientFinal: string) => string | undefined;
}

/** Who wants to sign in, or undefined if the message is malformed or asks for something that is not offered. */
export function readClientFirst(
  message: string,
): { readonly user: string; readonly bare: string } | undefined {
  // "n" and "y": no channel binding, of which we offer none; nobody acts for another (RFC 5802 7).
  const bare = /^[ny],,(.*)$/su.exec(message)?.[1] ?? "";
  const user = /^n=([^,]+),r=[^,]+$/u.exec(bare)?.[1];
  if (user === undefined || /=(?!2C|3D)/.test(user)) return undefined;
  return { user: user.replaceAll("=2C", ",").replaceAll("=3D", "="), bare };
}

/** `password` is prepared (RFC 4013). `salt` stays the same for a user: a changing one would reveal that the user does not exist. */
export function challenge(password: string, salt: Buffer, clientFirst: string, bare: string): ScramChallenge {
  const clientNonce = bare.slice(bare.indexOf(",r=") + 3);
  const nonce = clientNonce + randomBytes(18).toString("base64");
  const serverFirst = `r=${nonce},s=${salt.toString("base64")},i=${iterations}`;
  const header = clientFirst.slice(0, -bare.length);

  return {
    serverFirst,
    verify(clientFinal) {
      const [, withoutProof = "", proof = ""] = /^(.*),p=([^,]*)$/su.exec(clientFinal) ?? [];
      if (withoutProof !== `c=${Buffer.from(header).toString("base64")},r=${nonce}`) return undefined;
      const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
      const clientKey = hmac(salted, "Client Key");
      const storedKey = createHash("sha256").update(clientKey).digest();
      const message = `${bare},${serverFirst},${withoutProof}`;
      const signature = hmac(storedKey, message);
      const expected = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
      const given = Buffer.from(proof, "base64");
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return `v=${hmac(hmac(salted, "Server Key"), message).toString("base64")}`;
    },
  };
}

function hmac(key: Buffer, message: string): Buffer {
  return createHmac("sha256", key).update(message).digest();
}
