import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import type { z } from "zod";
import { InTurn } from "../in-turn.ts";
import { reasonOf } from "../system-trouble.ts";
import { isLeftover } from "./leftovers.ts";
import { LogFile } from "./log-file.ts";
import { patiently, readWhole } from "./read-whole.ts";
import { replaceFile, writeNewFile } from "./replace-file.ts";

/** What happened on disk that a person should know. `file` is the name within the profile. */
export interface DiskListener {
  /** What was read could not be understood: the file was renamed to `asideName`, and Kith continues without it. */
  readonly onSetAside: (file: string, asideName: string) => void;
  /** Part of it could not be understood: `copyName` has all of it, and Kith continues with the rest. */
  readonly onCopiedAside: (file: string, copyName: string) => void;
  /** The file exists and could not be read. It stays unchanged: nothing is written to it until the next start. */
  readonly onUnreadable: (file: string, reason: string) => void;
  readonly onUnwritable: (file: string, reason: string) => void;
}

/** A file of JSON, bound to its schema. */
export interface JsonFile<S extends z.ZodType> {
  /** The content; undefined if there is no file, it was set aside, or it cannot be read. */
  readonly read: () => Promise<z.output<S> | undefined>;
  /** Resolves to whether it is safely on disk; a failure has been reported. */
  readonly write: (content: z.input<S>) => Promise<boolean>;
  /** The same as the methods of `Disk`. */
  readonly copyAside: () => Promise<void>;
  readonly remove: () => Promise<void>;
  readonly forget: () => Promise<void>;
}

/** The content of a file of lines. */
export interface Judged<T> {
  readonly entries: readonly T[];
  /** Whether every line is as it was written. */
  readonly isWhole: boolean;
}

/**
 * The files of one profile folder: JSON under a schema, written whole or not at all (a new file replaces the old
 * one), readable only by their owner. System errors go to the listener and are never thrown.
 *
 * RULE Y2: only content that was read and not understood is damage, and is set aside. A file that cannot be read may be
 * healthy: it is left alone.
 */
export class Disk {
  readonly #folder: string;
  readonly #listener: DiskListener;
  /** Files that exist and could not be read, with the reason. */
  readonly #unreadable = new Map<string, string>();
  /** Writes to one file run in order, so that the later one stays. */
  readonly #writing = new InTurn();

  constructor(folder: string, listener: DiskListener) {
    this.#folder = folder;
    this.#listener = listener;
  }

  /**
   * A file of JSON. A sealed one ends with a checksum line, for files in which a wrong letter would be sent to the server.
   */
  jsonFile<S extends z.ZodType>(
    name: string,
    schema: S,
    { isSealed = false }: { readonly isSealed?: boolean } = {},
  ): JsonFile<S> {
    return {
      read: () => this.#read(name, schema),
      write: (content) => {
        const json = JSON.stringify(content);
        const text = isSealed ? `${json}\n${sumOf(json)}` : json;
        return this.#writing.run(() => this.#write(name, text));
      },
      copyAside: () => this.copyAside(name),
      remove: () => this.remove(name),
      forget: () => this.forget(name),
    };
  }

  async #read<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S> | undefined> {
    const bytes = await this.#load(file);
    if (bytes === undefined) return undefined;
    const content = schema.safeParse(parseJson(bytes));
    if (content.success) return content.data;
    await this.#setAside(file);
    return undefined;
  }

  /**
   * A file of lines with what `judge` reads from them. If nothing of a damaged file can be read, it is set aside; otherwise it
   * is copied, and must be rewritten before anything is added.
   */
  async openLog<T>(
    file: string,
    judge: (lines: readonly string[]) => Judged<T>,
  ): Promise<{ readonly log: LogFile } & Judged<T>> {
    const bytes = await this.#load(file);
    const makeLog = (length: number) =>
      new LogFile(join(this.#folder, file), length, {
        mayWrite: () => this.#mayWrite(file),
        onUnwritable: (reason) => {
          this.#listener.onUnwritable(file, reason);
        },
      });
    if (bytes === undefined) return { log: makeLog(0), entries: [], isWhole: false };
    const { lines, isTorn } = splitLines(bytes);
    const { entries, isWhole } = judge(lines);
    if (isWhole && !isTorn) return { log: makeLog(bytes.length), entries, isWhole };
    await (entries.length === 0 ? this.#setAside(file) : this.copyAside(file));
    return { log: makeLog(bytes.length), entries, isWhole: false };
  }

  async #write(file: string, text: string): Promise<boolean> {
    if (!this.#mayWrite(file)) return false;
    return this.#told(file, () =>
      patiently(async () => {
        const path = join(this.#folder, file);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await replaceFile(path, text);
      }),
    );
  }

  /** Copies a damaged file aside as a whole, because the next write leaves the damaged part out. */
  async copyAside(file: string): Promise<void> {
    await this.#aside(file, this.#listener.onCopiedAside, async (path, aside) => {
      await writeNewFile(aside, await readWhole(path));
    });
  }

  /** Deletes a file that Kith wrote and no longer needs; a file that could not be read stays. */
  async remove(file: string): Promise<void> {
    if (this.#mayWrite(file)) await this.#told(file, () => rm(join(this.#folder, file), { force: true }));
  }

  /** Deletes a file and the copies that were set aside of it, readable or not, because the person asked for it. */
  async forget(file: string): Promise<void> {
    await this.#told(file, async () => {
      for (const name of await this.#names())
        if (name === file || name.startsWith(`${file}${asideMark}`)) await rm(join(this.#folder, name));
    });
    this.#unreadable.delete(file);
  }

  /** Deletes the folder with everything in it. If it is a link, deletes only the link. False if the system refuses. */
  removeAll(): Promise<boolean> {
    return this.#told(basename(this.#folder), () => rm(this.#folder, { recursive: true, force: true }));
  }

  /** Deletes files that a killed Kith had not finished writing. Call it before anything is written. */
  async sweep(): Promise<void> {
    const names = await this.#names().catch(() => []);
    // Leftovers that cannot be removed do no harm: each temporary file has its own name.
    for (const name of names.filter(isLeftover))
      await unlink(join(this.#folder, name)).catch(() => undefined);
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (reasonOf(error) === "ENOENT") return [];
      throw error;
    }
  }

  /** Undefined if there is no such file, or it cannot be read. */
  async #load(file: string): Promise<Buffer | undefined> {
    try {
      const bytes = await patiently(() => readWhole(join(this.#folder, file)));
      this.#unreadable.delete(file);
      return bytes;
    } catch (error) {
      const reason = reasonOf(error);
      // Usually the folder does not exist yet.
      if (reason === "ENOENT") this.#unreadable.delete(file);
      else this.#leaveAlone(file, reason);
      return undefined;
    }
  }

  #leaveAlone(file: string, reason: string): void {
    this.#unreadable.set(file, reason);
    this.#listener.onUnreadable(file, reason);
  }

  #mayWrite(file: string): boolean {
    const reason = this.#unreadable.get(file);
    if (reason !== undefined) this.#listener.onUnreadable(file, reason);
    return reason === undefined;
  }

  async #setAside(file: string): Promise<void> {
    await this.#aside(file, this.#listener.onSetAside, (path, aside) => rename(path, aside));
  }

  async #aside(
    file: string,
    tell: (file: string, asideName: string) => void,
    put: (path: string, aside: string) => Promise<void>,
  ): Promise<void> {
    const date = new Date().toISOString().replaceAll(":", "-");
    // Files set aside in the same moment get different names.
    const asideName = `${file}${asideMark}${date}-${randomBytes(4).toString("hex")}`;
    try {
      await patiently(() => put(join(this.#folder, file), join(this.#folder, asideName)));
      tell(file, asideName);
    } catch (error) {
      // If the copy failed, the original must not be overwritten.
      this.#leaveAlone(file, reasonOf(error));
    }
  }

  async #told(file: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.#listener.onUnwritable(file, reasonOf(error));
      return false;
    }
  }
}

const asideMark = ".damaged-";

/** Undefined, which every schema refuses, for content that is not text, not JSON or does not match its checksum. */
function parseJson(bytes: Buffer): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const [json = "", sum, ...more] = text.split("\n");
    // A file without a checksum may have been written by hand, in any number of lines.
    if (sum === undefined || more.length > 0 || !/^[0-9a-f]{8}$/.test(sum)) return JSON.parse(text);
    return sum === sumOf(json) ? JSON.parse(json) : undefined;
  } catch {
    // The file is damaged and is set aside.
    return undefined;
  }
}

function sumOf(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}

/** `isTorn`: bytes follow the last line end, of a line that was cut off. An empty file is torn too: Kith writes none. */
function splitLines(bytes: Buffer): { readonly lines: string[]; readonly isTorn: boolean } {
  const lines: string[] = [];
  let start = 0;
  for (let at = bytes.indexOf("\n"); at >= 0; start = at + 1, at = bytes.indexOf("\n", start))
    lines.push(bytes.toString("utf8", start, at));
  return { lines, isTorn: start < bytes.length || bytes.length === 0 };
}
