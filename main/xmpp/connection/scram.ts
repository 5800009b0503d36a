import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);

/** What we offer, best first, with the names of their hashes. Each also exists with channel binding, as `-PLUS`. */
export const scramHashes = {
  "SCRAM-SHA-512": "sha512",
  "SCRAM-SHA-256": "sha256",
  "SCRAM-SHA-1": "sha1",
} as const;
export type ScramMechanism = keyof typeof scramHashes;
export const scramMechanisms = Object.keys(scramHashes) as ScramMechanism[];

/**
 * How many rounds of hashing a server may ask for. RFC 7677 4 asks for at least 4,096: with fewer, an eavesdropper guesses
 * the password from the proof too easily. Beyond the upper limit an impostor would keep this computer busy.
 */
export const iterationLimits = { min: 4_096, max: 10_000_000 } as const;

/** What the proof is tied to (RFC 5802 7): the header, and the channel's own bytes where there is a binding. */
export interface Gs2 {
  readonly header: string;
  readonly binding: Buffer;
}

const unbound: Gs2 = { header: "n,,", binding: Buffer.alloc(0) };

/** One run of SCRAM (RFC 5802, 7677) from our side. */
export interface Scram {
  readonly clientFirst: string;
  /** Our proof, or undefined if the challenge is malformed, beyond `iterationLimits`, or does not continue our nonce. */
  readonly answer: (serverFirst: string) => Promise<string | undefined>;
  /** Whether the server has shown that it knows the password too. */
  readonly isServerGenuine: (serverFinal: string) => boolean;
}

export function startScram(options: {
  readonly mechanism: ScramMechanism;
  readonly user: string;
  /** Prepared (RFC 4013). */
  readonly password: string;
  readonly gs2?: Gs2;
  /** For tests only. */
  readonly nonce?: string;
}): Scram {
  const { mechanism, user, password, gs2 = unbound, nonce = randomBytes(18).toString("base64") } = options;
  const hash = scramHashes[mechanism];
  const hmac = (key: Buffer, message: string) => createHmac(hash, key).update(message).digest();
  const clientFirstBare = `n=${user.replaceAll("=", "=3D").replaceAll(",", "=2C")},r=${nonce}`;
  const boundTo = Buffer.concat([Buffer.from(gs2.header), gs2.binding]).toString("base64");
  let serverSignature: Buffer | undefined;

  return {
    clientFirst: `${gs2.header}${clientFirstBare}`,
    async answer(serverFirst) {
      const fields = readFields(serverFirst);
      const serverNonce = fields.get("r") ?? "";
      const salt = Buffer.from(fields.get("s") ?? "", "base64");
      const iterations = readIterations(serverFirst);
      const continues = serverNonce.startsWith(nonce) && serverNonce.length > nonce.length;
      // "m" announces an extension that must be understood (RFC 5802 5.1): we know none.
      if (!continues || fields.has("m") || salt.length === 0) return undefined;
      if (iterations === undefined) return undefined;
      if (iterations < iterationLimits.min || iterations > iterationLimits.max) return undefined;

      const size = createHash(hash).digest().length;
      const salted = await derive(password, salt, iterations, size, hash);
      const clientKey = hmac(salted, "Client Key");
      const storedKey = createHash(hash).update(clientKey).digest();
      const withoutProof = `c=${boundTo},r=${serverNonce}`;
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

/** The rounds of hashing a challenge asks for; undefined if it names no positive number. May be beyond the limits. */
export function readIterations(serverFirst: string): number | undefined {
  const given = readFields(serverFirst).get("i") ?? "";
  return /^[1-9]\d{0,14}$/.test(given) ? Number(given) : undefined;
}

/** `r=…,s=…,i=…`: a letter, an equals sign, and anything but a comma. */
function readFields(message: string): Map<string, string> {
  return new Map(message.split(",").map((field) => [field.slice(0, 1), field.slice(2)]));
}
