import { copyFile, mkdir, readFile, rename, rm, truncate } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { z } from "zod";
import { reasonOf } from "../system-trouble.ts";
import { LogFile, readLines } from "./log-file.ts";
import { replaceFile } from "./replace-file.ts";

/** What happened on disk that a person should know. `file` is the name within the profile. */
export interface DiskListener {
  /** A file could not be read or understood and was renamed to `asideName`; Kith goes on without it. */
  readonly onSetAside: (file: string, asideName: string) => void;
  readonly onUnwritable: (file: string, reason: string) => void;
}

/**
 * The files of one profile folder: JSON under a schema, written whole or not at all (a new file takes the old one's
 * place), readable by their owner alone. What the system refuses is told to the listener, never thrown.
 */
export class Disk {
  readonly #folder: string;
  readonly #listener: DiskListener;
  /** Writes follow each other: of two for one file the later one is the one that stays. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: string, listener: DiskListener) {
    this.#folder = folder;
    this.#listener = listener;
  }

  /** The file's content; undefined when there is none or it was set aside. */
  async read<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S> | undefined> {
    const text = await this.#load(file, (path) => readFile(path, "utf8"));
    if (text === undefined) return undefined;
    const content = schema.safeParse(parseJson(text));
    if (content.success) return content.data;
    await this.#setAside(file);
    return undefined;
  }

  /**
   * A file of lines, each under the schema, with those that are there. From a line on that cannot be understood the file is
   * damaged: it is set aside whole, and what stood before that line goes on.
   */
  async openLog<S extends z.ZodType>(
    file: string,
    schema: S,
  ): Promise<{ log: LogFile; lines: z.output<S>[] }> {
    const path = join(this.#folder, file);
    const onUnwritable = (reason: string) => {
      this.#listener.onUnwritable(file, reason);
    };
    const lines: z.output<S>[] = [];
    let length = 0;
    for (const { text, end } of (await this.#load(file, readLines)) ?? []) {
      const content = schema.safeParse(parseJson(text));
      if (!content.success) {
        await (length === 0 ? this.#setAside(file) : this.#setAsideFrom(file, length));
        break;
      }
      lines.push(content.data);
      length = end;
    }
    return { log: new LogFile(path, length, onUnwritable), lines };
  }

  /** Resolves to whether it is safely on disk. A failure has been reported. */
  write<S extends z.ZodType>(file: string, _schema: S, content: z.input<S>): Promise<boolean> {
    const text = JSON.stringify(content);
    const write = () => this.#write(file, text);
    // A bug in one write is told to whoever asked for it; the next is written all the same.
    const written = this.#writing.then(write, write);
    this.#writing = written;
    return written;
  }

  async #write(file: string, text: string): Promise<boolean> {
    try {
      const path = join(this.#folder, file);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await replaceFile(path, text);
      return true;
    } catch (error) {
      this.#listener.onUnwritable(file, reasonOf(error));
      return false;
    }
  }

  async remove(file: string): Promise<void> {
    try {
      await rm(join(this.#folder, file), { force: true });
    } catch (error) {
      this.#listener.onUnwritable(file, reasonOf(error));
    }
  }

  /** Deletes the folder with everything in it. */
  async removeAll(): Promise<void> {
    try {
      await rm(this.#folder, { recursive: true, force: true });
    } catch (error) {
      this.#listener.onUnwritable(basename(this.#folder), reasonOf(error));
    }
  }

  /** Undefined when there is no such file, or it cannot be read. */
  async #load<T>(file: string, read: (path: string) => Promise<T>): Promise<T | undefined> {
    try {
      return await read(join(this.#folder, file));
    } catch (error) {
      const reason = reasonOf(error);
      // Not there yet is the common case. A folder in a file's place, or a file in a folder's, is safe from our writes;
      // anything else that cannot be read must not be replaced by the next one.
      if (reason === "EISDIR" || reason === "ENOTDIR") this.#listener.onUnwritable(file, reason);
      else if (reason !== "ENOENT") await this.#setAside(file);
      return undefined;
    }
  }

  async #setAside(file: string): Promise<void> {
    await this.#aside(file, (path, aside) => rename(path, aside));
  }

  /** Keeps what stands before `length`, in bytes, in its place. */
  async #setAsideFrom(file: string, length: number): Promise<void> {
    await this.#aside(file, async (path, aside) => {
      await copyFile(path, aside);
      await truncate(path, length);
    });
  }

  async #aside(file: string, put: (path: string, aside: string) => Promise<void>): Promise<void> {
    const asideName = `${file}.damaged-${new Date().toISOString().replaceAll(":", "-")}`;
    try {
      await put(join(this.#folder, file), join(this.#folder, asideName));
      this.#listener.onSetAside(file, asideName);
    } catch (error) {
      // The damaged file stays where it is and the next write replaces it; the person is told that the folder is at fault.
      this.#listener.onUnwritable(file, reasonOf(error));
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema refuses undefined, and the file is set aside.
    return undefined;
  }
}
