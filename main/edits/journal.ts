import type { BareJid } from "../../app/jid.ts";
import type { Disk } from "../disk/disk.ts";
import type { LogFile } from "../disk/log-file.ts";
import type { Line } from "./line.ts";
import { readLines, sealAll, sealNext } from "./sealed-lines.ts";

/** Below this many bytes a journal is never rewritten. */
const smallest = 65_536;

/** The edits of one account on disk: one line for each atomic change, rewritten when most lines are outdated. */
export interface Journal {
  /**
   * Writes a line, applies it once it survives a power failure, and resolves. False if the disk refuses; then nothing was
   * written. `make` returns the current line: its content may change between writing and applying.
   */
  readonly take: (make: () => Line, apply: (line: Line) => void) => Promise<boolean>;
  /** When this returns, the line survives a crash of this process; false if the disk refuses. */
  readonly note: (line: Line) => boolean;
  readonly close: () => void;
  readonly remove: () => Promise<void>;
}

/**
 * Opens an account's journal, with the lines of the last run. `current` returns the fewest lines that give the present state. A
 * damaged file, of which a copy is kept, is rewritten when `open` is called, so that the next start finds no damage.
 */
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
  return {
    open: (current) => {
      const journal = new JournalFile(log, account, current, isWhole && !isOld ? entries : null);
      if (!isWhole && entries.length > 0) journal.rewrite();
      return journal;
    },
    lines: entries,
  };
}

class JournalFile implements Journal {
  readonly #log: LogFile;
  readonly #account: BareJid;
  readonly #current: () => Line[];
  /** How many lines it has; null if it is incomplete and must be rewritten before anything is added. */
  #count: number | null;
  /** The line that is written but not known to be safe, and so is not part of `current`. */
  #taking: (() => Line) | undefined;
  /** The edits that the last line ended. The next line repeats it, so that one damaged line brings back no edit. */
  #ended: Line;
  /** Its size when it was last rewritten, in bytes. */
  #base: number;

  /** `lines` are those it has; null if it must be rewritten before anything is added. */
  constructor(log: LogFile, account: BareJid, current: () => Line[], lines: readonly Line[] | null) {
    this.#log = log;
    this.#account = account;
    this.#current = current;
    this.#count = lines && lines.length + 1;
    this.#ended = endsOf(lines?.at(-1) ?? []);
    this.#base = log.length;
  }

  async take(make: () => Line, apply: (line: Line) => void): Promise<boolean> {
    const isWritten = this.#append(make());
    if (isWritten) this.#taking = make;
    const isSafe = isWritten && (await this.#log.flush());
    this.#taking = undefined;
    if (isSafe) {
      apply(make());
      return true;
    }
    this.#count = null;
    // If it reached the file after all, it must not come back with the next start.
    if (isWritten) this.rewrite();
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
    if (this.#count === null || isLong) this.rewrite();
    if (this.#count === null) return false;
    const whole = [...this.#ended, ...line];
    if (!this.#log.append(sealNext(whole, this.#count, this.#account))) return false;
    this.#count += 1;
    this.#ended = endsOf(line);
    return true;
  }

  /** Replaces all lines by the present values. */
  rewrite(): void {
    const current = this.#current();
    const taking = this.#taking === undefined ? [] : [this.#taking()];
    if (!this.#log.replace(sealAll(current, taking, this.#account))) return;
    this.#count = current.length + taking.length + 1;
    this.#ended = endsOf(taking.flat());
    this.#base = this.#log.length;
  }
}

/** The edits that a line ends. */
function endsOf(line: Line): Line {
  return line.filter((one) => "edit" in one && one.state === null);
}
