import type { BindingName } from "./channel-binding.ts";
import { connectFailure } from "./failures.ts";
import type { ConnectFailure } from "./stream.ts";
import type { ScramTry } from "./mechanisms.ts";
import type { ScramMechanism } from "./scram.ts";

/** RFC 6120 6.4.5: a server lets a client fail three times at least, and six times at most. */
const maxProofs = 3;
const maxTries = 6;

/** How a server refused one way to sign in. */
export interface Refusal {
  readonly failure: ConnectFailure;
  readonly condition: string;
  /** Whether it had seen our proof; if not, the refusal says nothing about the password. */
  readonly isAfterProof: boolean;
  /** Whether the server had not announced the binding that was tried. */
  readonly isGuess: boolean;
}

/**
 * What a server refused during one attempt, over all its streams, so that nothing is tried twice, or so often that the
 * server locks the account.
 */
export class Refusals {
  readonly #tried = new Set<string>();
  readonly #mechanisms = new Set<ScramMechanism>();
  readonly #unknownBindings = new Set<BindingName>();
  /** The server accepted this binding's bytes: trying others would only use up attempts. */
  #knownBinding: BindingName | undefined;
  #proofs = 0;
  #hasBoundProof = false;
  #aboutPerson: ConnectFailure | undefined;
  #aboutBinding: ConnectFailure | undefined;
  /** Whether the next try needs a fresh stream. */
  wantsFreshStream = false;

  /** How many refusals there were so far. */
  get count(): number {
    return this.#tried.size;
  }

  /** The refused hashes, because of the hash itself or because of the password. */
  get mechanisms(): readonly ScramMechanism[] {
    return [...this.#mechanisms];
  }

  /** The failure to report when nothing is left to try. */
  get verdict(): ConnectFailure {
    return this.#aboutPerson ?? this.#aboutBinding ?? connectFailure("mechanism-unavailable");
  }

  allows({ mechanism, binding }: ScramTry): boolean {
    if (this.#proofs >= maxProofs || this.#tried.size >= maxTries) return false;
    if (binding !== null && this.#unknownBindings.has(binding)) return false;
    if (binding !== null && binding !== (this.#knownBinding ?? binding)) return false;
    // A refused proof with binding may mean that someone intercepts the connection: a proof without binding would help them.
    if (binding === null && this.#hasBoundProof) return false;
    return !this.#tried.has(`${mechanism} ${binding}`);
  }

  /** Records the refusal. Returns whether another way may work. */
  note({ mechanism, binding }: ScramTry, refusal: Refusal): boolean {
    const { failure, condition, isAfterProof } = refusal;
    this.#tried.add(`${mechanism} ${binding}`);
    if (isAfterProof) this.#proofs += 1;
    this.#hasBoundProof ||= isAfterProof && binding !== null;
    // With this, servers say that they do not know the binding, or that its bytes differ: the next binding may work.
    if (condition === "malformed-request" && binding !== null) {
      this.#unknownBindings.add(binding);
      this.#aboutBinding ??= failure;
      return true;
    }
    // ejabberd says `not-authorized` to a binding that it does not know. It says the same to a stranger, before the proof.
    if (condition === "not-authorized" && refusal.isGuess && !isAfterProof) {
      this.#aboutBinding ??= connectFailure("channel-binding-failed", { condition });
      return true;
    }
    if (isAfterProof && binding !== null) this.#knownBinding = binding;
    this.#mechanisms.add(mechanism);
    this.#aboutPerson ??= failure;
    return condition === "not-authorized" || condition === "invalid-mechanism";
  }
}
