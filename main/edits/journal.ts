import * as z from "zod";
import type { BareJid } from "../../app/jid.ts";
import type { Disk } from "../accounts/disk.ts";
import type { LogFile } from "../accounts/log-file.ts";
import { lineSchema, type Line } from "./line.ts";

/** Below this many bytes a journal is never written anew. */
const smallest = 65_536;

const headerSchema = z.object({ do: z.literal("begin"), version: z.literal(1), account: z.string() });

/** The edits of one account on disk: a line for each step, written anew when most of it is history. */
export interface Journal {
  /**
   * Applies the line when it is safe, even from a loss of power, and resolves; false when the disk refuses, and then it is
   * not there.
   */
  readonly take: (line: Line, apply: () => void) => Promise<boolean>;
  /** Safe from a crash of this process when it returns; false when the disk refuses. */
  readonly note: (line: Line) => boolean;
  readonly close: () => void;
  readonly remove: () => Promise<void>;
}

/** Opens an account's journal, with the lines of the last time. `current` gives the fewest that add up to the present. */
export async function openJournal(
  disk: Disk,
  file: string,
  account: BareJid,
): Promise<{ open: (current: () => Line[]) => Journal; lines: readonly Line[] }> {
  const { log, lines } = await disk.openLog(file, z.union([headerSchema, lineSchema]));
  const [header, ...rest] = lines;
  const isOurs = header?.do === "begin" && header.account === account;
  const steps = isOurs ? rest.filter((line) => line.do !== "begin") : [];
  return { open: (current) => new JournalFile(log, account, current, isOurs), lines: steps };
}

class JournalFile implements Journal {
  readonly #log: LogFile;
  readonly #header: string;
  readonly #current: () => Line[];
  /** The file lacks something, so that it has to be written anew before anything is added. */
  #isBehind: boolean;
  /** Written and not yet known to be safe: `current` does not know of it. */
  #taking: readonly Line[] = [];
  /** How long it was when it was last written anew, in bytes. */
  #base: number;

  constructor(log: LogFile, account: BareJid, current: () => Line[], isWhole: boolean) {
    this.#log = log;
    this.#header = JSON.stringify({ do: "begin", version: 1, account });
    this.#current = current;
    this.#isBehind = !isWhole;
    this.#base = log.length;
  }

  async take(line: Line, apply: () => void): Promise<boolean> {
    const isWritten = this.#append(line);
    this.#taking = isWritten ? [line] : [];
    const isSafe = isWritten && (await this.#log.flush());
    this.#taking = [];
    if (isSafe) {
      apply();
      return true;
    }
    this.#isBehind = true;
    // Should it have reached the file after all, it is not to come back with the next start.
    if (isWritten) this.#catchUp();
    return false;
  }

  note(line: Line): boolean {
    if (this.#append(line)) return true;
    this.#isBehind = true;
    return false;
  }

  close(): void {
    this.#log.close();
  }

  remove(): Promise<void> {
    return this.#log.remove();
  }

  #append(line: Line): boolean {
    const isLong = this.#log.length > Math.max(smallest, 2 * this.#base);
    if ((this.#isBehind || isLong) && !this.#catchUp() && this.#isBehind) return false;
    return this.#log.append(JSON.stringify(line));
  }

  #catchUp(): boolean {
    const lines = [...this.#current(), ...this.#taking].map((line) => JSON.stringify(line));
    if (!this.#log.replace([this.#header, ...lines])) return false;
    this.#isBehind = false;
    this.#base = this.#log.length;
    return true;
  }
}
