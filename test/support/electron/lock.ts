import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  readlinkSync,
  watch,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** What a second start tells the first. */
interface SecondStart {
  readonly argv: string[];
  readonly folder: string;
  readonly additionalData: unknown;
}

/**
 * One process a file. As Chromium does it: a link that names the owner's process and is made in one step. Who comes second leaves a
 * note beside it, of which the first is told.
 */
export function claimLock(file: string, note: SecondStart, onSecond: (note: SecondStart) => void): boolean {
  const notes = `${file}-notes`;
  if (isOwned(file)) {
    const name = join(notes, `${process.pid}`);
    writeFileSync(`${name}.part`, JSON.stringify(note));
    renameSync(`${name}.part`, `${name}.note`);
    return false;
  }
  mkdirSync(notes, { recursive: true });
  for (const name of readdirSync(notes)) rmSync(join(notes, name));
  rmSync(file, { force: true });
  symlinkSync(String(process.pid), file);
  watch(notes, (event, name) => {
    if (event !== "rename" || name?.endsWith(".note") !== true) return;
    onSecond(JSON.parse(readFileSync(join(notes, name), "utf8")) as SecondStart);
  }).unref();
  process.on("exit", () => rmSync(file, { force: true }));
  return true;
}

/** Whether the process that the link names lives. */
function isOwned(file: string): boolean {
  try {
    process.kill(Number(readlinkSync(file)), 0);
    return true;
  } catch {
    // There is no link, or nobody of that number: the lock is free.
    return false;
  }
}
