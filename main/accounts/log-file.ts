import { closeSync, fstatSync, fsync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf } from "../system-trouble.ts";
import { replaceFileNow } from "./replace-file.ts";

/**
 * A file of lines that only grows, until it is written anew. A line is with the system when `append` returns, so that it
 * outlives the process, and on the platter when `flush` resolves. What a full disk cut off in the middle is taken back: a
 * line is there whole or not at all.
 */
export class LogFile {
  readonly #path: string;
  readonly #onUnwritable: (reason: string) => void;
  #descriptor: number | undefined;
  /** Where the last whole line ends, in bytes. */
  #length: number;
  /** How often it was written anew. */
  #generation = 0;
  /** The folder was made to keep the file's name since it last took one. */
  #isNameSafe = false;
  #isClosed = false;

  constructor(path: string, length: number, onUnwritable: (reason: string) => void) {
    this.#path = path;
    this.#length = length;
    this.#onUnwritable = onUnwritable;
  }

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** False when the system refuses, or the file is closed; then nothing of the line is there. */
  append(line: string): boolean {
    // What comes after the goodbye is not kept, and whoever asks for it is to know.
    if (this.#isClosed) return false;
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
    // Written anew meanwhile: what took the file's place was safe before it did.
    if (error !== null && generation === this.#generation) {
      this.#onUnwritable(reasonOf(error));
      return false;
    }
    return this.#isNameSafe || (await this.#flushName());
  }

  /** Writes these lines in the place of all others, or changes nothing. */
  replace(lines: readonly string[]): boolean {
    if (this.#isClosed) return false;
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
      this.#onUnwritable(reasonOf(error));
    }
  }

  /** POSIX: a file's own fsync does not promise that its folder knows its name. */
  async #flushName(): Promise<boolean> {
    // Before anything is awaited: a file that takes the name meanwhile asks for this again.
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
      // Windows, and some file systems, flush no folders: they keep names in a journal of their own.
      if (this.#isClosed || unflushable.has(reason)) return true;
      this.#isNameSafe = false;
      this.#onUnwritable(reason);
      return false;
    }
    return true;
  }

  #open(): number {
    if (this.#descriptor !== undefined) return this.#descriptor;
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const descriptor = openSync(this.#path, "a", 0o600);
    this.#descriptor = descriptor;
    // What an earlier write left half done.
    if (fstatSync(descriptor).size > this.#length) ftruncateSync(descriptor, this.#length);
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
      this.#onUnwritable(reasonOf(error));
      this.#cutOff();
      this.#shut();
      return false;
    }
  }

  /** Takes back what may have been written in part: a crash now would find lines that nobody was told of. */
  #cutOff(): void {
    if (this.#descriptor === undefined) return;
    try {
      ftruncateSync(this.#descriptor, this.#length);
    } catch {
      // A disk that refuses even this: what is too much is cut off when the file is next opened.
    }
  }
}

const unflushable = new Set(["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"]);

/** The whole lines of a file, and where each ends, in bytes. What follows the last line end was cut off by a crash, and never counted. */
export async function readLines(path: string): Promise<{ text: string; end: number }[]> {
  const bytes = await readFile(path);
  const lines: { text: string; end: number }[] = [];
  for (let start = 0, at = bytes.indexOf("\n"); at >= 0; start = at + 1, at = bytes.indexOf("\n", start))
    lines.push({ text: bytes.toString("utf8", start, at), end: at + 1 });
  return lines;
}
