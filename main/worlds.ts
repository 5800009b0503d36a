import { join } from "node:path";
import { parseJid } from "../app/jid.ts";
import type { Notice } from "../app/notice.ts";
import { fail, ok, type Result } from "../app/result.ts";
import { needsSignIn } from "../app/session.ts";
import type { Account } from "./accounts/account.ts";
import { Disk, type DiskListener } from "./disk/disk.ts";
import { Registry } from "./accounts/registry.ts";
import type { Surroundings } from "./accounts/surroundings.ts";
import type { Demo } from "./demo/demo.ts";
import { InTurn } from "./in-turn.ts";
import type { Publisher } from "./publish/publisher.ts";

/** How many people the demo shows; null: its own cast. */
export interface DemoSize {
  readonly contacts: number | null;
}

const noDemo: Notice = { id: "demo-unavailable", code: "demo-unavailable", values: {} };

interface OpenDemo {
  readonly demo: Demo;
  readonly registry: Registry;
  readonly account: Account;
}

/**
 * Which accounts are active: the person's own, or the demo's while it is open. Never both: the demo has its own registry
 * in a scratch folder of the profile, and the person's accounts are neither shown nor reachable until it is left.
 * `main/demo` is loaded only when the demo is opened.
 */
export class Worlds {
  readonly #own: Registry;
  readonly #publisher: Publisher;
  readonly #surroundings: Surroundings;
  readonly #scratch: Disk;
  #demo: OpenDemo | null = null;
  /** Whether the demo was requested and not left since. */
  #isDemoWanted = false;
  /** The person's accounts that would have signed in at the start do so once the demo is left. */
  #areOwnWaiting = false;
  /** Opening and leaving run in turn, because both use one folder. */
  readonly #changing = new InTurn();

  constructor(
    own: Registry,
    publisher: Publisher,
    surroundings: Surroundings,
    profile: string,
    diskListener: DiskListener,
  ) {
    this.#own = own;
    this.#publisher = publisher;
    this.#surroundings = surroundings;
    this.#scratch = new Disk(join(profile, "demo"), diskListener);
  }

  /** The active accounts. */
  get current(): Registry {
    return this.#demo?.registry ?? this.#own;
  }

  /** Whether the demo is open, from the request until it is gone from the screen. */
  get isDemo(): boolean {
    return this.#isDemoWanted || this.#demo !== null;
  }

  /** Opens the demo if it was requested at the start; otherwise signs in the person's own accounts. */
  async begin(demo: DemoSize | undefined): Promise<void> {
    // The demo's folder may be left from a Kith that was killed.
    await this.#scratch.removeAll();
    if (demo === undefined) return this.#own.signInThoseWhoStay();
    this.#areOwnWaiting = true;
    const opened = await this.openDemo(demo);
    if (!opened.ok) {
      this.#publisher.addNotice(noDemo);
      this.#areOwnWaiting = false;
      return this.#own.signInThoseWhoStay();
    }
    // Not awaited: the page may show the list while it arrives.
    void this.enterDemo().then((entered) => {
      // A cancelled demo was left on purpose.
      if (!entered.ok && entered.failure.code !== "sign-in-cancelled") this.#publisher.addNotice(noDemo);
    });
  }

  /**
   * Sets up the demo with its account instead of all others, not yet signed in. Fails as `demo-unavailable` if the system
   * gives it no port.
   */
  async openDemo({ contacts }: DemoSize): Promise<Result<null>> {
    if (this.#isDemoWanted) return fail("demo-is-open");
    const isIdle = [...this.#own.accounts.values()].every(({ model }) => needsSignIn(model.facts.session));
    if (!isIdle) return fail("demo-while-signed-in");
    this.#isDemoWanted = true;
    let opened: Result<null> | null = null;
    try {
      opened = await this.#changing.run(() => this.#open(contacts));
      return opened;
    } finally {
      // The caller gets the failure or the exception. Either way, the demo can be requested again.
      if (opened?.ok !== true) this.#isDemoWanted = false;
    }
  }

  /** Signs in to the open demo and starts its script. If that fails, the demo is left again. */
  async enterDemo(): Promise<Result<null>> {
    if (this.#demo === null) return fail("unknown-account");
    const { demo, account } = this.#demo;
    const result = await account.signIn(demo.password, null);
    if (!result.ok) {
      await this.leaveDemo();
      return result;
    }
    demo.begin();
    return result;
  }

  /** Opens the demo and signs in to it. */
  async startDemo(): Promise<Result<null>> {
    const opened = await this.openDemo({ contacts: null });
    return opened.ok ? this.enterDemo() : opened;
  }

  /** Ends an account and forgets it; the demo ends with its account. */
  async signOut(account: Account): Promise<void> {
    await (this.isDemo ? this.leaveDemo() : this.current.forget(account));
  }

  /** Removes an account that has never been online; the demo ends with its account. */
  async removeUnlessKept(account: Account): Promise<void> {
    if (this.isDemo) await this.leaveDemo();
    else if (!account.isKept) await this.current.letGo(account);
  }

  /** Ends the demo and deletes its folder; does nothing if there is none. */
  async leaveDemo(): Promise<void> {
    this.#isDemoWanted = false;
    await this.#changing.run(() => this.#leave());
  }

  /** Ends all sessions and deletes everything of the demo. */
  async close(): Promise<void> {
    this.#areOwnWaiting = false;
    await Promise.all([this.#own.close(), this.leaveDemo()]);
  }

  async #open(contacts: number | null): Promise<Result<null>> {
    // Removed first, because a link in the folder's place would lead the demo's files elsewhere.
    if (!(await this.#scratch.removeAll())) return fail("disk-unwritable");
    const { startDemo } = await import("./demo/demo.ts");
    const started = await startDemo({ contacts });
    if (!started.ok) return started;
    const demo = started.value;
    const registry = new Registry(this.#scratch, this.#publisher, {
      languages: this.#surroundings.languages,
      connect: demo.connect,
      ...(this.#surroundings.diagnosis && { diagnosis: this.#surroundings.diagnosis }),
      isDemo: true,
    });
    const self = parseJid(demo.address);
    if (!self.ok) throw new Error(`${demo.address} is no address`);
    const account = await registry.open(self.value);
    this.#demo = { demo, registry, account };
    for (const { model } of this.#own.accounts.values()) this.#publisher.remove(model.account);
    return ok(null);
  }

  async #leave(): Promise<void> {
    if (this.#demo === null) return;
    const { demo, registry, account } = this.#demo;
    this.#demo = null;
    // Order matters: if the page saw no account in between, it would show an empty form.
    for (const { model } of this.#own.accounts.values()) this.#publisher.bringBack(model);
    const forgetting = registry.forget(account);
    if (this.#areOwnWaiting) await this.#own.signInThoseWhoStay();
    this.#areOwnWaiting = false;
    await forgetting;
    await demo.close();
    // The last stanzas of its stream may still be written to the folder.
    await registry.close();
    await this.#scratch.removeAll();
    this.#surroundings.diagnosis?.forget(account.jid.bareJid);
  }
}
