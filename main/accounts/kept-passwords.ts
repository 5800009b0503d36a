import * as z from "zod";
import type { BareJid } from "../../app/jid.ts";
import type { Disk } from "../disk/disk.ts";
import { fileKey } from "./file-key.ts";
import type { Secrets } from "./secrets.ts";

/** `password-….json` of an account, version 1: its password as the system's keyring sealed it. */
const passwordFileSchema = z.object({ version: z.literal(1), account: z.string(), sealed: z.string() });

/** The passwords of those who stay signed in: sealed on disk, and nowhere without a keyring. */
export class KeptPasswords {
  readonly #disk: Disk;
  readonly #secrets: Secrets | undefined;
  /** One after the other: what was decided last is what stays. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(disk: Disk, secrets: Secrets | undefined) {
    this.#disk = disk;
    this.#secrets = secrets;
  }

  /** Whether there is one to be opened, at once. Without a keyring there is none, whatever lies on disk. */
  async has(account: BareJid): Promise<boolean> {
    return this.#secrets !== undefined && (await this.#sealed(account)) !== undefined;
  }

  /** The password; null when this keyring cannot open it. Waits for as long as the keyring does. */
  async recall(account: BareJid): Promise<string | null> {
    const secrets = this.#secrets;
    const sealed = await this.#sealed(account);
    if (secrets === undefined || sealed === undefined || !(await secrets.isAvailable())) return null;
    const opened = await secrets.open(sealed);
    if (opened?.isStale === true) await this.keep(account, opened.text);
    return opened?.text ?? null;
  }

  keep(account: BareJid, password: string): Promise<unknown> {
    return this.#enqueue(async () => {
      const secrets = this.#secrets;
      const sealed =
        secrets !== undefined && (await secrets.isAvailable()) ? await secrets.seal(password) : null;
      // An older one must not pass for this one.
      if (sealed === null) return this.#disk.remove(passwordFile(account));
      return this.#disk.write(passwordFile(account), passwordFileSchema, { version: 1, account, sealed });
    });
  }

  forget(account: BareJid): Promise<unknown> {
    return this.#enqueue(() => this.#disk.forget(passwordFile(account)));
  }

  /** Resolves when all that was asked for is on disk. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #sealed(account: BareJid): Promise<string | undefined> {
    const schema = passwordFileSchema.extend({ account: z.literal(account) });
    return (await this.#disk.read(passwordFile(account), schema))?.sealed;
  }

  #enqueue(write: () => Promise<unknown>): Promise<unknown> {
    // A bug in one write is told to whoever asked for it; the next is done all the same.
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}

function passwordFile(account: BareJid): string {
  return `password-${fileKey(account)}.json`;
}
