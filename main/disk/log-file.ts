import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  writeSync,
} from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf } from "../system-trouble.ts";
import { replaceFileNow } from "./replace-file.ts";

/** The callbacks of a file of lines. */
export interface LogFileListener {
  /** Called before each write. False if the file must not change; the person has been told. */
  readonly mayWrite: () => boolean;
  /** The system refused, for this reason. */
  readonly onUnwritable: (reason: string) => void;
}

/**
 * A file of lines that only grows, until it is rewritten. When `append` returns, the system has the line, so it
 * survives the process; when `flush` resolves, it survives a power failure. A line that a full disk cuts off is removed: a
 * line is there completely or not at all.
 */
export class LogFile {
  readonly #path: string;
  readonly #listener: LogFileListener;
  #descriptor: number | undefined;
  /** Where the last whole line ends, in bytes. */
  #length: number;
  /** How often it was rewritten. */
  #generation = 0;
  /** Whether the folder was flushed since the file got its name. */
  #isNameSafe = false;
  #isClosed = false;

  constructor(path: string, length: number, listener: LogFileListener) {
    this.#path = path;
    this.#length = length;
    this.#listener = listener;
  }

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** Whether the file exists and ends with our last line. Otherwise it must be rewritten before anything is added. */
  get isAsLeft(): boolean {
    try {
      const stat = this.#descriptor === undefined ? lstatSync(this.#path) : fstatSync(this.#descriptor);
      return stat.isFile() && stat.nlink > 0 && stat.size === this.#length;
    } catch {
      // The next write reports what is wrong.
      return false;
    }
  }

  /** False if the system refuses, or the file is closed; then nothing of the line is written. */
  append(line: string): boolean {
    // A line after closing is not written, and the caller has to know.
    if (this.#isClosed || !this.#listener.mayWrite()) return false;
    const bytes = Buffer.from(`${line}\n`);
    return this.#guard(() => {
      const descriptor = this.#open();
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
      this.#length += bytes.length;
    });
  }

  /** Resolves to whether all lines so far are safe from a loss of power. */
  async flush(): Promise<boolean> {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) return true;
    const generation = this.#generation;
    const error = await new Promise<Error | null>((resolve) => {
      fsync(descriptor, resolve);
    });
    if (this.#isClosed) return true;
    // Rewritten meanwhile: the new file was safe on disk before it replaced the old one.
    if (error !== null && generation === this.#generation) {
      this.#listener.onUnwritable(reasonOf(error));
      return false;
    }
    return this.#isNameSafe || (await this.#flushName());
  }

  /** Replaces all lines by these, or changes nothing. */
  replace(lines: readonly string[]): boolean {
    if (this.#isClosed || !this.#listener.mayWrite()) return false;
    const text = lines.map((line) => `${line}\n`).join("");
    return this.#guard(() => {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      replaceFileNow(this.#path, text);
      this.#shut();
      this.#generation += 1;
      this.#isNameSafe = false;
      this.#length = Buffer.byteLength(text);
    });
  }

  close(): void {
    this.#shut();
    this.#isClosed = true;
  }

  async remove(): Promise<void> {
    this.close();
    try {
      await rm(this.#path, { force: true });
    } catch (error) {
      this.#listener.onUnwritable(reasonOf(error));
    }
  }

  /** POSIX: a file's own fsync does not promise that its folder knows its name. */
  async #flushName(): Promise<boolean> {
    // Before anything is awaited: a file that gets the name meanwhile needs this again.
    this.#isNameSafe = true;
    try {
      const folder = await open(dirname(this.#path), "r");
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    } catch (error) {
      const reason = reasonOf(error);
      // Windows and some file systems cannot flush folders: they have a journal for names.
      if (this.#isClosed || unflushable.has(reason)) return true;
      this.#isNameSafe = false;
      this.#listener.onUnwritable(reason);
      return false;
    }
    return true;
  }

  #open(): number {
    if (this.#descriptor !== undefined) return this.#descriptor;
    // Does not create the file, which would be useless without its first line, and follows no link.
    const descriptor = openSync(this.#path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
    this.#descriptor = descriptor;
    return descriptor;
  }

  #shut(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #guard(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      this.#listener.onUnwritable(reasonOf(error));
      this.#cutOff();
      this.#shut();
      return false;
    }
  }

  /** Removes what may have been written in part: after a crash, lines would appear that were reported as failed. */
  #cutOff(): void {
    if (this.#descriptor === undefined) return;
    try {
      ftruncateSync(this.#descriptor, this.#length);
    } catch {
      // The disk refuses even this: the file differs from what we wrote, so it is rewritten.
    }
  }
}

const unflushable = new Set(["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"]);
