import { closeSync, fstatSync, fsync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { reasonOf } from "./file-trouble.ts";

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

  /** False when the system refuses; then none of the lines is there. */
  append(lines: readonly string[]): boolean {
    // An account that was forgotten may still hear from a stream that is closing.
    if (this.#isClosed) return true;
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
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
    const error = await new Promise<Error | null>((resolve) => {
      fsync(descriptor, resolve);
    });
    if (error === null || this.#isClosed || descriptor !== this.#descriptor) return true;
    this.#onUnwritable(reasonOf(error));
    return false;
  }

  /** Writes these lines in the place of all others, or changes nothing. */
  replace(lines: readonly string[]): boolean {
    if (this.#isClosed) return true;
    const text = lines.map((line) => `${line}\n`).join("");
    return this.#guard(() => {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeFileAtomic.sync(this.#path, text, { mode: 0o600 });
      this.#shut();
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
      // Opened anew next time, which cuts off what may have been written in part.
      this.#shut();
      return false;
    }
  }
}

/** The whole lines of a file, and where they end. What follows the last line end was cut off by a crash, and never counted. */
export async function readLines(path: string): Promise<{ lines: string[]; length: number }> {
  const bytes = await readFile(path);
  const length = bytes.lastIndexOf("\n") + 1;
  return { lines: bytes.subarray(0, length).toString("utf8").split("\n").slice(0, -1), length };
}
