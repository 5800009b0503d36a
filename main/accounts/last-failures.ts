import * as z from "zod";
import { type DiagnosisEntry, diagnosisEntrySchema } from "../../app/diagnosis/entry.ts";
import type { DiagnosisKind } from "../../app/diagnosis/event.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Disk } from "../disk/disk.ts";
import { fileKey } from "./file-key.ts";

/** `failure-….json` of an account, version 1: how its connection last failed. */
const failureFileSchema = z.object({
  version: z.literal(1),
  account: z.string(),
  failure: diagnosisEntrySchema,
});

const failures: ReadonlySet<DiagnosisKind> = new Set(["connect-failed", "stream-ended"]);

/** The last failure of each account, on disk, so that it can still be reported after a restart. */
export class LastFailures {
  readonly #disk: Disk;
  /** To be written, once what is being written is done. */
  readonly #planned = new Map<BareJid, DiagnosisEntry>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Keeps the entry if it is a failure of an account. */
  keep(entry: DiagnosisEntry): void {
    const { account, event } = entry;
    if (account === null || !failures.has(event.kind)) return;
    const isPlanned = this.#planned.has(account);
    this.#planned.set(account, entry);
    if (!isPlanned) void this.#inTurn(() => this.#write(account));
  }

  async recall(account: BareJid): Promise<DiagnosisEntry | undefined> {
    const schema = failureFileSchema.extend({ account: z.literal(account) });
    return (await this.#disk.read(failureFile(account), schema))?.failure;
  }

  async forget(account: BareJid): Promise<void> {
    this.#planned.delete(account);
    await this.#inTurn(() => this.#disk.forget(failureFile(account)));
  }

  /** Resolves when everything is written. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  async #write(account: BareJid): Promise<void> {
    const failure = this.#planned.get(account);
    this.#planned.delete(account);
    if (failure === undefined) return;
    await this.#disk.write(failureFile(account), failureFileSchema, { version: 1, account, failure });
  }

  #inTurn(act: () => Promise<unknown>): Promise<unknown> {
    // `act` does not reject: the disk reports its trouble to its listener.
    this.#turn = this.#turn.then(act, act);
    return this.#turn;
  }
}

function failureFile(account: BareJid): string {
  return `failure-${fileKey(account)}.json`;
}
