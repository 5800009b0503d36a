import type { DiagnosisEntry } from "../../app/diagnosis/entry.ts";
import type { DiagnosisKind } from "../../app/diagnosis/event.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Disk } from "../disk/disk.ts";
import { InTurn } from "../in-turn.ts";
import { type AccountFiles, accountFiles } from "./account-files.ts";

const failures: ReadonlySet<DiagnosisKind> = new Set(["connect-failed", "stream-ended"]);

/** The last failure of each account, on disk, so that it can still be reported after a restart. */
export class LastFailures {
  readonly #disk: Disk;
  /** The next state to write, after the present write. */
  readonly #planned = new Map<BareJid, DiagnosisEntry>();
  readonly #turns = new InTurn();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Stores the entry if it is a failure of an account. */
  keep(entry: DiagnosisEntry): void {
    const { account, event } = entry;
    if (account === null || !failures.has(event.kind)) return;
    const isPlanned = this.#planned.has(account);
    this.#planned.set(account, entry);
    if (!isPlanned) void this.#turns.run(() => this.#write(account));
  }

  async recall(account: BareJid): Promise<DiagnosisEntry | undefined> {
    return (await this.#file(account).read())?.failure;
  }

  async forget(account: BareJid): Promise<void> {
    this.#planned.delete(account);
    await this.#turns.run(() => this.#file(account).forget());
  }

  /** Resolves when everything is written. */
  async settled(): Promise<void> {
    await this.#turns.settled();
  }

  async #write(account: BareJid): Promise<void> {
    const failure = this.#planned.get(account);
    this.#planned.delete(account);
    if (failure === undefined) return;
    await this.#file(account).write({ version: 1, account, failure });
  }

  #file(account: BareJid): AccountFiles["failure"] {
    return accountFiles(this.#disk, account).failure;
  }
}
