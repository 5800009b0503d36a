import type { BareJid } from "../../app/jid.ts";
import type { Disk } from "../disk/disk.ts";
import { InTurn } from "../in-turn.ts";
import { type AccountFiles, accountFiles } from "./account-files.ts";
import type { Secrets } from "./secrets.ts";

/** The passwords of accounts that stay signed in: sealed on disk, and never stored without a keyring. */
export class KeptPasswords {
  readonly #disk: Disk;
  readonly #secrets: Secrets | undefined;
  /** Writes run in order, so that the last decision stays. */
  readonly #writing = new InTurn();

  constructor(disk: Disk, secrets: Secrets | undefined) {
    this.#disk = disk;
    this.#secrets = secrets;
  }

  /** Whether there is a stored password. Without a keyring there is none, whatever is on disk. */
  async has(account: BareJid): Promise<boolean> {
    return this.#secrets !== undefined && (await this.#sealed(account)) !== undefined;
  }

  /** The password; null if this keyring cannot open it. Waits as long as the keyring does. */
  async recall(account: BareJid): Promise<string | null> {
    const secrets = this.#secrets;
    const sealed = await this.#sealed(account);
    if (secrets === undefined || sealed === undefined || !(await secrets.isAvailable())) return null;
    const opened = await secrets.open(sealed);
    if (opened?.isStale === true) await this.keep(account, opened.text);
    return opened?.text ?? null;
  }

  keep(account: BareJid, password: string): Promise<unknown> {
    return this.#writing.run(async () => {
      const secrets = this.#secrets;
      const sealed =
        secrets !== undefined && (await secrets.isAvailable()) ? await secrets.seal(password) : null;
      const file = this.#file(account);
      // An older password must not be taken for this one.
      if (sealed === null) return file.remove();
      return file.write({ version: 1, account, sealed });
    });
  }

  forget(account: BareJid): Promise<unknown> {
    return this.#writing.run(() => this.#file(account).forget());
  }

  /** Resolves when all requested writes are on disk. */
  async settled(): Promise<void> {
    await this.#writing.settled();
  }

  async #sealed(account: BareJid): Promise<string | undefined> {
    return (await this.#file(account).read())?.sealed;
  }

  #file(account: BareJid): AccountFiles["password"] {
    return accountFiles(this.#disk, account).password;
  }
}
