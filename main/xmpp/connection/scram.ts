import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);

/** What we offer, best first, with the names of their hashes. */
export const scramHashes = {
  "SCRAM-SHA-512": "sha512",
  "SCRAM-SHA-256": "sha256",
  "SCRAM-SHA-1": "sha1",
} as const;
export type ScramMechanism = keyof typeof scramHashes;

/** An impostor may not keep us computing: the largest number of iterations any server is known to ask for, and more. */
const maxIterations = 1_000_000;

/** One run of SCRAM without channel binding (RFC 5802, 7677), from our side. */
export interface Scram {
  readonly clientFirst: string;
  /** Our proof, or undefined when the challenge is malformed or does not continue our nonce. */
  readonly answer: (serverFirst: string) => Promise<string | undefined>;
  /** Whether the server has shown that it knows the password too. */
  readonly isServerGenuine: (serverFinal: string) => boolean;
}

/** `password` is already prepared (RFC 4013); `nonce` is for tests alone. */
export function startScram(
  mechanism: ScramMechanism,
  user: string,
  password: string,
  nonce: string = randomBytes(18).toString("base64"),
): Scram {
  const hash = scramHashes[mechanism];
  const hmac = (key: Buffer, message: string) => createHmac(hash, key).update(message).digest();
  const clientFirstBare = `n=${user.replaceAll("=", "=3D").replaceAll(",", "=2C")},r=${nonce}`;
  let serverSignature: Buffer | undefined;

  return {
    clientFirst: `n,,${clientFirstBare}`,
    async answer(serverFirst) {
      const fields = readFields(serverFirst);
      const serverNonce = fields.get("r") ?? "";
      const salt = Buffer.from(fields.get("s") ?? "", "base64");
      const iterations = Number(fields.get("i"));
      const continues = serverNonce.startsWith(nonce) && serverNonce.length > nonce.length;
      // "m" announces an extension that must be understood (RFC 5802 5.1): we know none.
      if (!continues || fields.has("m") || salt.length === 0) return undefined;
      if (!Number.isInteger(iterations) || iterations < 1 || iterations > maxIterations) return undefined;

      const size = createHash(hash).digest().length;
      const salted = await derive(password, salt, iterations, size, hash);
      const clientKey = hmac(salted, "Client Key");
      const storedKey = createHash(hash).update(clientKey).digest();
      const withoutProof = `c=${Buffer.from("n,,").toString("base64")},r=${serverNonce}`;
      const authMessage = `${clientFirstBare},${serverFirst},${withoutProof}`;
      const signature = hmac(storedKey, authMessage);
      serverSignature = hmac(hmac(salted, "Server Key"), authMessage);
      const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
      return `${withoutProof},p=${proof.toString("base64")}`;
    },
    isServerGenuine(serverFinal) {
      const given = Buffer.from(readFields(serverFinal).get("v") ?? "", "base64");
      return serverSignature?.length === given.length && timingSafeEqual(serverSignature, given);
    },
  };
}

/** `r=…,s=…,i=…`: a letter, an equals sign, and anything but a comma. */
function readFields(message: string): Map<string, string> {
  return new Map(message.split(",").map((field) => [field.slice(0, 1), field.slice(2)]));
}
