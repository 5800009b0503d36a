import type { BindingName } from "./channel-binding.ts";
import type { ConnectFailure } from "./stream.ts";
import type { ScramTry } from "./mechanisms.ts";
import type { ScramMechanism } from "./scram.ts";

/** RFC 6120 6.4.5: a server lets a client fail three times at least, and six times at most. */
const maxProofs = 3;
const maxTries = 6;

/** How a server said no to one way to sign in. */
export interface Refusal {
  readonly failure: ConnectFailure;
  readonly condition: string;
  /** It had seen our proof; otherwise nothing was said about the password. */
  readonly isAfterProof: boolean;
}

/**
 * What a server refused during one attempt, over all the streams that it takes: nothing is tried twice, and never so often
 * that an account is locked.
 */
export class Refusals {
  readonly #tried = new Set<string>();
  readonly #mechanisms = new Set<ScramMechanism>();
  readonly #unknownBindings = new Set<BindingName>();
  #proofs = 0;
  #verdict: ConnectFailure | undefined;

  /** How many there were so far. */
  get count(): number {
    return this.#tried.size;
  }

  get mechanisms(): readonly ScramMechanism[] {
    return [...this.#mechanisms];
  }

  /** What the person is told when nothing is left to try: about their password, if the server judged a proof of it. */
  get verdict(): ConnectFailure | undefined {
    return this.#verdict;
  }

  allows({ mechanism, binding }: ScramTry): boolean {
    if (this.#proofs >= maxProofs || this.#tried.size >= maxTries) return false;
    if (binding !== null && this.#unknownBindings.has(binding)) return false;
    return !this.#tried.has(`${mechanism} ${binding}`);
  }

  /** Takes note, and tells whether another way may do better. */
  note({ mechanism, flag, binding }: ScramTry, { failure, condition, isAfterProof }: Refusal): boolean {
    this.#tried.add(`${mechanism} ${binding}`);
    this.#mechanisms.add(mechanism);
    if (isAfterProof) this.#proofs += 1;
    const isAboutPassword = condition === "not-authorized";
    if (this.#verdict?.failure.code !== "not-authorized" || (isAboutPassword && isAfterProof))
      this.#verdict = failure;
    // Servers tell so that they do not know the binding, or that its bytes differ: the next binding may be right.
    if (condition === "malformed-request" && flag === "p") {
      this.#unknownBindings.add(binding);
      return true;
    }
    return isAboutPassword || condition === "invalid-mechanism";
  }
}
