import type { Clock } from "../clock.ts";
import type { DiagnosisLog } from "../diagnosis/diagnosis-log.ts";
import type { connect } from "../xmpp/connection/connect.ts";
import type { Secrets } from "./secrets.ts";

/** What is the same for every account. */
export interface Surroundings {
  /** The person's languages, best first (BCP 47). */
  readonly languages: readonly string[];
  /** PEM certificates trusted besides those of the machine. */
  readonly extraAuthorities?: readonly string[];
  /** How a stream is made; over the network unless a test says otherwise. */
  readonly connect?: typeof connect;
  /** Makes the clock that times the removals of one account; the system's unless a test controls it. */
  readonly makeClock?: () => Clock;
  /** The system's keyring, where the shell has one. */
  readonly secrets?: Secrets;
  /** Where accounts note what happens to their connections. */
  readonly diagnosis?: DiagnosisLog;
  /** These accounts are the demo's and not the person's. */
  readonly isDemo?: boolean;
}
