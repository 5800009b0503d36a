import type { Failure } from "./result.ts";

/**
 * The state of an account's connection.
 *
 *   signed-out ──sign in──▶ connecting ──▶ online ──stream lost──▶ reconnecting ──(timer, "Try now")──▶ connecting
 *        ▲                   │    ▲          │                          │
 *        └─────sign out──────┤    └──────────┼──────── back ─────────── offline ◀── chosen by the person
 *                            └▶ refused ◀────┴── a cause that retrying cannot fix
 *
 * `refused` waits for the person: a new password, a trusted certificate, "Try now". Until an account has been online
 * once, every failure leads there. Afterwards, what was said before TLS does so only if the person started the attempt
 * and Kith was not already retrying.
 */
export type Session =
  | { readonly state: "signed-out" }
  | { readonly state: "connecting" }
  | { readonly state: "online" }
  | { readonly state: "offline" }
  | {
      readonly state: "reconnecting";
      /** When the next attempt starts, in milliseconds since the epoch. */
      readonly at: number;
      /** 1 for the first attempt after the loss of a stream that had lasted a while. */
      readonly attempt: number;
      readonly why: Failure;
      /** The certificate that the last attempt met and that is not trusted: a question that stays open during retries. */
      readonly certificate: Certificate | null;
    }
  | { readonly state: "refused"; readonly why: Failure; readonly certificate: Certificate | null };

/** Whether the account waits for the person at the sign-in screen, with its list shown read-only. */
export function needsSignIn({ state }: Session): boolean {
  return state === "signed-out" || state === "refused";
}

/** Why a certificate is not trusted. */
export const certificateProblems = [
  "expired",
  "not-yet-valid",
  "wrong-name",
  "self-signed",
  "unknown-issuer",
] as const;
export type CertificateProblem = (typeof certificateProblems)[number];

/** How long a certificate is valid, in milliseconds since the epoch. */
export interface Validity {
  readonly validFrom: number;
  readonly validTo: number;
}

/** A certificate that is not trusted, with what the person needs to decide. All texts come from the server and are bounded. */
export interface Certificate extends Validity {
  /** SHA-256 of the DER form, upper-case hex pairs with colons. */
  readonly fingerprint: string;
  /** Empty where the certificate has none. */
  readonly subject: string;
  readonly issuer: string;
  /** The name it was issued for: the first of its alternative names, or else its subject. Empty if it names nobody. */
  readonly names: readonly string[];
  /** At least one. */
  readonly problems: readonly CertificateProblem[];
  /** The authority that has expired or is not valid yet, if it is not the certificate itself. */
  readonly outdated: (Validity & { readonly subject: string }) | null;
  /** True when this account trusted another certificate for this domain before. */
  readonly isChanged: boolean;
}
