import type { BareJid } from "../../app/jid.ts";
import type { Disk } from "../disk/disk.ts";
import type { LogFile } from "../disk/log-file.ts";
import type { Line } from "./line.ts";
import { readLines, sealAll, sealNext } from "./sealed-lines.ts";

/** Below this many bytes a journal is never rewritten. */
const smallest = 65_536;

/** The edits of one account on disk: a line for each step, rewritten when most of it is history. */
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
  let isOld = false;
  const { log, entries, isWhole } = await disk.openLog(file, (texts) => {
    const read = readLines(texts, account);
    ({ isOld } = read);
    return read;
  });
  // A copy of the damaged file is kept: at the next start nothing is damaged any more.
  const isMended = !isWhole && entries.length > 0 && log.replace(sealAll(entries, account));
  const isReady = isMended || (isWhole && !isOld);
  return {
    open: (current) => new JournalFile(log, account, current, isReady ? entries.length + 1 : null),
    lines: entries,
  };
}

class JournalFile implements Journal {
  readonly #log: LogFile;
  readonly #account: BareJid;
  readonly #current: () => Line[];
  /** How many lines it has; null if it is incomplete and must be rewritten before anything is added. */
  #count: number | null;
  /** Written and not yet known to be safe: `current` does not know of it. */
  #taking: readonly Line[] = [];
  /** Its size when it was last rewritten, in bytes. */
  #base: number;

  constructor(log: LogFile, account: BareJid, current: () => Line[], count: number | null) {
    this.#log = log;
    this.#account = account;
    this.#current = current;
    this.#count = count;
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
    this.#count = null;
    // Should it have reached the file after all, it is not to come back with the next start.
    if (isWritten) this.#catchUp();
    return false;
  }

  note(line: Line): boolean {
    if (this.#append(line)) return true;
    this.#count = null;
    return false;
  }

  close(): void {
    this.#log.close();
  }

  remove(): Promise<void> {
    return this.#log.remove();
  }

  #append(line: Line): boolean {
    if (this.#count !== null && !this.#log.isAsLeft) this.#count = null;
    const isLong = this.#log.length > Math.max(smallest, 2 * this.#base);
    if (this.#count === null || isLong) this.#catchUp();
    if (this.#count === null || !this.#log.append(sealNext(line, this.#count, this.#account))) return false;
    this.#count += 1;
    return true;
  }

  #catchUp(): void {
    const lines = [...this.#current(), ...this.#taking];
    if (!this.#log.replace(sealAll(lines, this.#account))) return;
    this.#count = lines.length + 1;
    this.#base = this.#log.length;
  }
}
