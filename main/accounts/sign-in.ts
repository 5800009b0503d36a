import { typedToWire } from "../../app/typed-address.ts";
import type { BareJid } from "../../app/jid.ts";
import { fail, ok, type Result } from "../../app/result.ts";
import type { ServerSettings } from "../../app/server-settings.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { Account } from "./account.ts";
import { parseAccountAddress } from "./account-address.ts";
import { addressToTake } from "./bound-elsewhere.ts";
import type { Preferences } from "./preferences.ts";
import type { Registry } from "./registry.ts";

/** What a person typed to sign in, as in the contract's `signIn`. */
interface Typed {
  readonly address: string;
  readonly password: string;
  readonly staySignedIn: boolean | null;
  readonly server: ServerSettings | null;
}

/** The active accounts. */
interface Home {
  readonly current: Registry;
  /** Removes an account whose attempt was cancelled, unless it has been online before. */
  readonly removeUnlessKept: (account: Account) => Promise<void>;
}

/** An attempt, from the command to its result. */
interface Attempt {
  /** Null before the account is open, and once the attempt is over. */
  account: Account | null;
  isGivenUp: boolean;
}

/** Signing in: which account an attempt is for, which others it replaces, and how it is cancelled. */
export class SignIn {
  readonly #home: Home;
  readonly #publisher: Pick<Publisher, "addNotice">;
  readonly #preferences: Preferences;
  /** The latest attempt: until a page knows of its account, it cannot name what it cancels. */
  #latest: Attempt | null = null;

  constructor(home: Home, publisher: Pick<Publisher, "addNotice">, preferences: Preferences) {
    this.#home = home;
    this.#publisher = publisher;
    this.#preferences = preferences;
  }

  /** Signs in with what was typed. Resolves when the account is online or the attempt has ended. */
  async start(typed: Typed): Promise<Result<null>> {
    const parsed = parseAccountAddress(typedToWire(typed.address));
    if (!parsed.ok) return parsed;
    const { account: bareJid, jid } = parsed.value;
    const attempt: Attempt = { account: null, isGivenUp: false };
    this.#latest = attempt;
    if (typed.staySignedIn !== null) await this.#preferences.setStaysSignedIn(typed.staySignedIn);
    const registry = this.#home.current;
    // One account at a time on screen: an address that was never online is replaced by the next.
    for (const other of registry.accounts.values())
      if (!other.isKept && other.jid.bareJid !== bareJid) await registry.letGo(other);
    const account = await registry.open(jid);
    registry.putFirst(account);
    if (account.stream !== undefined) return fail("already-signed-in", { address: typed.address });
    if (attempt.isGivenUp) {
      if (!account.isKept) await registry.letGo(account);
      return fail("sign-in-cancelled");
    }
    attempt.account = account;
    const result = await account.signIn(typed.password, typed.server, typed.staySignedIn);
    attempt.account = null;
    return this.#follow(account, result, attempt);
  }

  async trust(account: Account, fingerprint: string): Promise<Result<null>> {
    return this.#follow(account, await account.trust(fingerprint));
  }

  async allowPlain(account: Account): Promise<Result<null>> {
    return this.#follow(account, await account.allowPlain());
  }

  async tryNow(account: Account): Promise<Result<null>> {
    return this.#follow(account, await account.tryNow());
  }

  /** Cancels the attempt in progress, or else that of this account. */
  async cancel(key: BareJid | null): Promise<Result<null>> {
    if (this.#latest !== null) this.#latest.isGivenUp = true;
    // An attempt in progress has priority: the page may still show the account of an earlier one.
    const account = this.#latest?.account ?? (key === null ? null : this.#home.current.accounts.get(key));
    if (account === null) return ok(null);
    if (account === undefined) return fail("unknown-account");
    await account.end();
    await this.#home.removeUnlessKept(account);
    return ok(null);
  }

  /**
   * The result of an attempt. If the server gives another address than was typed, and Kith may use it, the attempt continues
   * under that address with what was typed, and the person is told (RULE T26).
   */
  async #follow(
    typed: Account,
    result: Result<null>,
    attempt: Attempt = { account: null, isGivenUp: false },
  ): Promise<Result<null>> {
    if (result.ok) return result;
    const registry = this.#home.current;
    const address = addressToTake(typed, result.failure);
    const bound = address === null ? null : await registry.openBound(typed, address);
    if (bound === null) return result;
    if (attempt.isGivenUp) {
      await registry.letGo(bound);
      return fail("sign-in-cancelled");
    }
    registry.putFirst(bound);
    attempt.account = bound;
    const signingIn = bound.signInFor(typed);
    await registry.letGo(typed);
    const signedIn = await signingIn;
    attempt.account = null;
    if (!signedIn.ok) return signedIn;
    const values = { address: typed.settings.address, bound: bound.settings.address };
    this.#publisher.addNotice({
      id: `bound-elsewhere ${bound.jid.bareJid}`,
      code: "bound-elsewhere",
      values,
    });
    return signedIn;
  }
}
