import { usableDelimiter } from "../../app/group-path.ts";
import type { BareJid, Jid } from "../../app/jid.ts";
import { toWire } from "../../app/jid.ts";
import { initialFacts } from "../../app/patch.ts";
import { initialView, type View } from "../../app/view.ts";
import { fromCacheFile, toCacheFile } from "../roster/cache.ts";
import type { Publisher } from "../publish/publisher.ts";
import { openJournal } from "../edits/journal.ts";
import { Account } from "./account.ts";
import { parseAccountAddress } from "./account-address.ts";
import type { Disk, JsonFile } from "../disk/disk.ts";
import { InTurn } from "../in-turn.ts";
import { type AccountFiles, accountFiles, journalFile } from "./account-files.ts";
import { KeptPasswords } from "./kept-passwords.ts";
import { KeptStrays } from "./kept-strays.ts";
import { LastFailures } from "./last-failures.ts";
import { accountSettingsSchema, accountsFileSchema, type AccountSettings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

/** A roster of 10,000 contacts is some megabytes: it is written at most this often, in milliseconds, and on closing. */
const cachePause = 1_000;

/** Which accounts exist, in memory and on disk. */
export class Registry {
  readonly accounts = new Map<BareJid, Account>();
  readonly #disk: Disk;
  readonly #file: JsonFile<typeof accountsFileSchema>;
  readonly #publisher: Publisher;
  readonly #surroundings: Surroundings;
  readonly #passwords: KeptPasswords;
  readonly #lastFailures: LastFailures;
  readonly #opening = new Map<BareJid, Promise<Account>>();
  readonly #pendingCaches = new Map<BareJid, NodeJS.Timeout>();
  readonly #strays: KeptStrays;
  /** Addresses that are not stored but whose server offered SCRAM: a later attempt must not send the plain password either. */
  readonly #offeredScram = new Set<BareJid>();
  readonly #plannedViews = new Map<BareJid, Promise<unknown>>();
  /** Writes run in order, so that the newest state stays. */
  readonly #writing = new InTurn();
  /** The closing sessions of removed accounts. */
  #leaving: Promise<unknown> = Promise.resolve();

  constructor(disk: Disk, publisher: Publisher, surroundings: Surroundings) {
    this.#disk = disk;
    this.#file = disk.jsonFile("accounts.json", accountsFileSchema);
    this.#publisher = publisher;
    this.#surroundings = surroundings;
    this.#strays = new KeptStrays(disk, this.#writing);
    this.#passwords = new KeptPasswords(disk, surroundings.secrets);
    this.#lastFailures = new LastFailures(disk);
  }

  /** Restores the accounts of the last run with their cached lists, signed out and unconfirmed. */
  async load(): Promise<void> {
    const entries = (await this.#file.read())?.accounts ?? [];
    for (const entry of entries) {
      // RULE Y3: one damaged account does not affect the others.
      const settings = accountSettingsSchema.safeParse(entry);
      const address = settings.success ? parseAccountAddress(settings.data.address) : null;
      if (settings.success && address?.ok === true && !this.accounts.has(address.value.account))
        await this.#make(address.value.jid, settings.data, true);
    }
    if (this.accounts.size === entries.length) return;
    await this.#file.copyAside();
    // At once, so that the next start has nothing to report.
    await this.#writing.run(() => this.#saveAccounts());
  }

  /** Starts to sign in the accounts that stay signed in. Not awaited, because a keyring may ask the person to unlock it. */
  async signInThoseWhoStay(): Promise<void> {
    for (const account of this.accounts.values()) {
      const { bareJid } = account.jid;
      if (await this.#passwords.has(bareJid))
        void account.signInByItself(() => this.#passwords.recall(bareJid));
    }
  }

  /**
   * The account of this address, made if it is new, with `settings` instead of the defaults. A new one is on disk once
   * it has been online.
   */
  async open(jid: Jid, settings: Partial<AccountSettings> = {}): Promise<Account> {
    const { bareJid } = jid;
    const known = this.accounts.get(bareJid);
    if (known !== undefined) return known;
    // Requested twice before it exists: two instances of one account would write to the same files.
    const opening = this.#opening.get(bareJid) ?? this.#openNew(jid, settings);
    this.#opening.set(bareJid, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(bareJid);
    }
  }

  /**
   * Makes the account of the address that the server gave the person who typed `typed` (RULE T26). Only what was learned
   * about the server is carried over from `typed`: no list, no edits, no view. Null if that address already has an account.
   */
  async openBound(typed: Account, jid: Jid): Promise<Account | null> {
    if (this.accounts.has(jid.bareJid) || this.#opening.has(jid.bareJid)) return null;
    return this.open(jid, { user: typed.jid.local, trust: typed.settings.trust });
  }

  async #openNew(jid: Jid, more: Partial<AccountSettings>): Promise<Account> {
    // Signed out a moment ago: its old files must be gone before new ones are made.
    await this.#writing.run(async () => undefined);
    const settings: AccountSettings = {
      address: toWire(jid),
      server: null,
      trust: { fingerprint: null, hasOfferedScram: this.#offeredScram.has(jid.bareJid) },
      own: { show: "available", status: "" },
      ...more,
    };
    // Files of an account that `accounts.json` does not list still belong to the person.
    return this.#make(jid, settings, false);
  }

  /** Shows this account, now and at the next start. */
  putFirst(account: Account): void {
    for (const [bareJid, other] of [...this.accounts]) {
      if (other === account) break;
      this.accounts.delete(bareJid);
      this.accounts.set(bareJid, other);
    }
    this.#publisher.putFirst(account.jid.bareJid);
  }

  /**
   * Ends an account and deletes its cached list, its edits and its password, because the person asked for it. At once, so that
   * the same address can sign in while the old session is closing. Stored messages stay on disk.
   */
  async forget(account: Account): Promise<void> {
    const { bareJid } = account.jid;
    const files = this.#filesOf(bareJid);
    this.#takeAway(account);
    try {
      await this.#writing.run(async () => {
        await files.roster.forget();
        await files.view.forget();
        await this.#lastFailures.forget(bareJid);
        await account.edits.forget();
        await this.#saveAccounts();
      });
    } finally {
      await this.#passwords.forget(bareJid);
    }
    await this.#leaving;
  }

  /**
   * Ends an account that has not been online since it was opened, and removes it from the screen. Its files stay: an earlier
   * start may have left edits in them. Only `forget` deletes a person's files.
   */
  async letGo(account: Account): Promise<void> {
    this.#takeAway(account);
    account.edits.close();
    await this.#leaving;
  }

  #takeAway(account: Account): void {
    const { bareJid } = account.jid;
    clearTimeout(this.#pendingCaches.get(bareJid));
    this.#pendingCaches.delete(bareJid);
    this.accounts.delete(bareJid);
    this.#publisher.remove(bareJid);
    this.#leaving = Promise.all([this.#leaving, account.end()]);
  }

  /** The person has seen somebody's message. */
  async dismissStray(account: Account, bareJid: BareJid): Promise<void> {
    await this.#strays.dismiss(account.model, bareJid);
  }

  /** Changes the view of an account's list. Resolves when that is on disk, or could not be written. */
  async setView(account: Account, view: View): Promise<void> {
    account.model.setFact("view", view);
    await this.#saveView(account);
  }

  /** Ends all sessions and writes what is not yet on disk, both at once, because a server may be slow. */
  async close(): Promise<void> {
    // Closing takes a while, in which no removal may be sent.
    for (const account of this.accounts.values()) account.edits.endWaits();
    this.#saveCaches();
    await Promise.all([this.#leaving, ...[...this.accounts.values()].map((account) => account.end())]);
    // A push may have arrived before the server closed the stream.
    this.#saveCaches();
    for (const account of this.accounts.values()) account.edits.close();
    const others = [this.#passwords.settled(), this.#lastFailures.settled()];
    await Promise.all([this.#writing.settled(), ...others]);
  }

  #saveCaches(): void {
    for (const [bareJid, timer] of this.#pendingCaches) {
      clearTimeout(timer);
      const account = this.accounts.get(bareJid);
      if (account !== undefined) this.#saveCache(account);
    }
    this.#pendingCaches.clear();
  }

  /** An account with everything that is on disk about it. */
  async #make(jid: Jid, settings: AccountSettings, wasOnline: boolean): Promise<Account> {
    const files = this.#filesOf(jid.bareJid);
    const cached = await files.roster.read();
    const cache = cached === undefined ? undefined : fromCacheFile(cached);
    const view = (await files.view.read())?.view ?? initialView;
    const journal = await openJournal(this.#disk, journalFile(jid.bareJid), jid.bareJid);
    const model = this.#publisher.add(jid.bareJid, {
      ...initialFacts({ address: settings.address, ...settings.own }),
      server: settings.server,
      view,
      delimiter: usableDelimiter(settings.delimiter ?? ""),
      isDemo: this.#surroundings.isDemo === true,
    });
    for (const contact of cache?.contacts ?? []) model.putContact(contact);
    const account: Account = new Account({
      model,
      jid,
      settings,
      wasOnline,
      ver: cache?.ver,
      journal,
      surroundings: this.#surroundings,
      hooks: {
        onSettings: () => {
          if (account.settings.trust.hasOfferedScram && !account.isKept) this.#offeredScram.add(jid.bareJid);
          if (account.isKept) void this.#writing.run(() => this.#saveAccounts());
        },
        onList: () => {
          this.#planCache(account);
        },
        onStray: (message) => {
          if (this.#strays.keep(model, message)) return;
          this.#surroundings.diagnosis?.note(jid.bareJid, { kind: "limit-reached", what: "messages" });
        },
        onPasswordProved: (password, isToBeKept) => {
          // Without a keyring nobody was asked, and a password that another shell stored must stay.
          if (isToBeKept === null || this.#surroundings.secrets === undefined) return;
          if (isToBeKept) void this.#passwords.keep(jid.bareJid, password);
          else void this.#passwords.forget(jid.bareJid);
        },
        onPasswordWrong: () => {
          void this.#passwords.forget(jid.bareJid);
        },
        note: (event) => {
          const entry = this.#surroundings.diagnosis?.note(jid.bareJid, event);
          const isHere = this.accounts.get(jid.bareJid) === account;
          if (entry !== undefined && account.isKept && isHere) this.#lastFailures.keep(entry);
        },
      },
    });
    this.accounts.set(jid.bareJid, account);
    const failure = wasOnline ? await this.#lastFailures.recall(jid.bareJid) : undefined;
    if (failure !== undefined) this.#surroundings.diagnosis?.restore(failure);
    await this.#strays.load(model);
    return account;
  }

  #planCache(account: Account): void {
    const { bareJid } = account.jid;
    // A forgotten account may still get stanzas from a stream that is closing.
    if (this.accounts.get(bareJid) !== account || this.#pendingCaches.has(bareJid)) return;
    const timer = setTimeout(() => {
      this.#pendingCaches.delete(bareJid);
      this.#saveCache(account);
    }, cachePause);
    this.#pendingCaches.set(bareJid, timer);
  }

  #saveCache(account: Account): void {
    const { bareJid } = account.jid;
    if (this.accounts.get(bareJid) !== account) return;
    // RULE R12: a list that is missing on the server must not delete ours.
    if (account.model.facts.list.state === "missing") return;
    const content = toCacheFile(bareJid, {
      ver: account.ver,
      contacts: [...account.model.contacts.values()],
    });
    void this.#writing.run(() => this.#filesOf(bareJid).roster.write(content));
  }

  async #saveAccounts(): Promise<void> {
    const accounts = [...this.accounts.values()]
      .filter((account) => account.isKept)
      .map((account) => account.settings);
    await this.#file.write({ version: 1, accounts });
  }

  /** Changes that arrive before the file is written are written together. */
  #saveView(account: Account): Promise<unknown> {
    const { bareJid } = account.jid;
    const planned = this.#plannedViews.get(bareJid);
    if (planned !== undefined) return planned;
    const saving = this.#writing.run(async () => {
      this.#plannedViews.delete(bareJid);
      // An account that was forgotten meanwhile must leave nothing behind.
      if (this.accounts.get(bareJid) !== account) return;
      const { view } = account.model.facts;
      await this.#filesOf(bareJid).view.write({ version: 1, account: bareJid, view });
    });
    this.#plannedViews.set(bareJid, saving);
    return saving;
  }

  #filesOf(account: BareJid): AccountFiles {
    return accountFiles(this.#disk, account);
  }
}
