import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** How long a bootstrap token is good, in milliseconds. */
export const bootstrapLifeMs = 60_000;

/** Unspent bootstrap tokens kept at most; the oldest gives way. */
const maxBootstraps = 16;

/** Who may open a page: tokens of 256 bits in base64url, kept only as hashes and compared in constant time. */
export interface Tokens {
  /** A new bootstrap token, good once and for a minute. */
  readonly issue: () => string;
  /** Spends a bootstrap token for a session token, good as long as the process; null when it is not good (any more). */
  readonly redeem: (bootstrap: string) => string | null;
  readonly isSession: (token: string) => boolean;
}

/** `now` is a clock in milliseconds that never goes back. */
export function createTokens(now: () => number = () => performance.now()): Tokens {
  let bootstraps: { readonly hash: Buffer; readonly until: number }[] = [];
  const sessions: Buffer[] = [];
  return {
    issue: () => {
      const token = makeToken();
      bootstraps = [
        ...bootstraps.slice(1 - maxBootstraps),
        { hash: hash(token), until: now() + bootstrapLifeMs },
      ];
      return token;
    },
    redeem: (token) => {
      const given = hash(token);
      const found = bootstraps.filter((bootstrap) => timingSafeEqual(bootstrap.hash, given));
      bootstraps = bootstraps.filter((bootstrap) => !found.includes(bootstrap) && bootstrap.until > now());
      if (!found.some((bootstrap) => bootstrap.until > now())) return null;
      const session = makeToken();
      sessions.push(hash(session));
      return session;
    },
    isSession: (token) => {
      const given = hash(token);
      return sessions.filter((session) => timingSafeEqual(session, given)).length > 0;
    },
  };
}

function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Hashes have one length, which `timingSafeEqual` needs whatever the stranger sent. */
function hash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
