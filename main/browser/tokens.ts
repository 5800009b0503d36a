import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { meetingTexts, type Challenge, type Hello } from "../../app/page-socket.ts";

/** How long a bootstrap token is valid, in milliseconds. */
export const bootstrapLifeMs = 60_000;

/** The most unused bootstrap tokens that are kept; beyond that, the oldest is dropped. */
const maxBootstraps = 16;
/** The most session tokens that are kept, one for each address that was opened; beyond that, the oldest is dropped. */
const maxSessions = 256;

/** The tokens that open a page: 256 bits in base64url, valid only in this process. */
export interface Tokens {
  /** Makes a bootstrap token, valid once and for a minute. */
  readonly issue: () => string;
  /** Answers a page's hello; null if the token it names is not valid, or no longer. */
  readonly meet: (hello: Hello) => Meeting | null;
}

/** One page that named a valid token and has not proved yet that it knows it. */
export interface Meeting {
  /** Proves to the page that we know the token. */
  readonly challenge: Challenge;
  /** Whether the page knows the token. This uses up a bootstrap token: from now on its session token is valid. */
  readonly accept: (proof: string) => boolean;
}

/** `now` is a monotonic clock in milliseconds. */
export function createTokens(now: () => number = () => performance.now()): Tokens {
  const bootstraps = new Map<string, { readonly token: string; readonly until: number }>();
  const sessions = new Map<string, string>();

  const goodBootstrap = (name: string) => {
    const found = bootstraps.get(name);
    return found !== undefined && found.until > now() ? found.token : undefined;
  };

  return {
    issue: () => {
      const token = random();
      bootstraps.set(hmac(token, meetingTexts.name), { token, until: now() + bootstrapLifeMs });
      dropOldest(bootstraps, maxBootstraps);
      return token;
    },
    meet: ({ name, nonce: pageNonce }) => {
      const token = sessions.get(name) ?? goodBootstrap(name);
      if (token === undefined) return null;
      const nonce = random();
      return {
        challenge: {
          kind: "challenge",
          nonce,
          proof: hmac(token, meetingTexts.server(pageNonce, nonce)),
        },
        accept: (proof) => {
          if (!isSame(proof, hmac(token, meetingTexts.page(pageNonce, nonce)))) return false;
          if (sessions.has(name)) return true;
          // Two pages may have been opened with one address: the first to prove itself gets it.
          if (goodBootstrap(name) === undefined) return false;
          bootstraps.delete(name);
          const session = hmac(token, meetingTexts.session(pageNonce, nonce));
          sessions.set(hmac(session, meetingTexts.name), session);
          dropOldest(sessions, maxSessions);
          return true;
        },
      };
    },
  };
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  if (map.size <= limit) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

function random(): string {
  return randomBytes(32).toString("base64url");
}

function hmac(token: string, text: string): string {
  return createHmac("sha256", token).update(text).digest("base64url");
}

/** In constant time; the schema has made them equally long. */
function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
