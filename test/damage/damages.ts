import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import fc from "fast-check";

/** The damage to one file of a profile. */
export interface Damage {
  readonly name: string;
  /** Other bytes in its place; undefined where something else than a file of bytes comes there. */
  readonly bytes?: (bytes: Buffer, others: readonly Buffer[]) => Buffer;
  /** Something else replaces it. */
  readonly place?: (path: string, elsewhere: string) => Promise<unknown>;
  /** The system refuses to open it, with this code. */
  readonly refusal?: string;
}

/** Every kind of damage, with places and lengths as fractions of the file. */
export const anyDamage: fc.Arbitrary<Damage> = fc
  .tuple(
    fc.nat(26),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(7),
  )
  .map(([kind, from, length, few]) => make(kind, from, length, few));

const huge = 2 ** 40;

function make(kind: number, from: number, length: number, few: number): Damage {
  const start = (bytes: Buffer) => Math.min(Math.floor(from * bytes.length), Math.max(0, bytes.length - 1));
  const end = (bytes: Buffer) =>
    Math.min(bytes.length, start(bytes) + 1 + Math.floor(length * length * bytes.length));
  const parts = (bytes: Buffer) =>
    [
      bytes.subarray(0, start(bytes)),
      bytes.subarray(start(bytes), end(bytes)),
      bytes.subarray(end(bytes)),
    ] as const;
  const text = (change: (text: string) => string) => (bytes: Buffer) =>
    Buffer.from(change(bytes.toString("latin1")), "latin1");
  const kinds: readonly Damage[] = [
    { name: "one flipped bit", bytes: (bytes) => flipped(bytes, start(bytes), few) },
    {
      name: "a flipped bit in the first hundred bytes",
      bytes: (bytes) => flipped(bytes, Math.floor(from * 99), few),
    },
    {
      name: "a few flipped bits",
      bytes: (bytes) =>
        [0.1, 0.37, 0.73].reduce(
          (now, step) => flipped(now, Math.floor(((from + step) % 1) * now.length), few),
          bytes,
        ),
    },
    { name: "cut short", bytes: (bytes) => bytes.subarray(0, start(bytes)) },
    { name: "cut at the front", bytes: (bytes) => bytes.subarray(start(bytes) + 1) },
    { name: "a part cut out", bytes: (bytes) => Buffer.concat([parts(bytes)[0], parts(bytes)[2]]) },
    {
      name: "a part of zeros",
      bytes: (bytes) =>
        Buffer.concat([parts(bytes)[0], Buffer.alloc(parts(bytes)[1].length), parts(bytes)[2]]),
    },
    { name: "all zeros", bytes: (bytes) => Buffer.alloc(bytes.length) },
    { name: "empty", bytes: () => Buffer.alloc(0) },
    { name: "zeros behind its end", bytes: (bytes) => Buffer.concat([bytes, Buffer.alloc(1 + few * 512)]) },
    { name: "twice", bytes: (bytes) => Buffer.concat([bytes, bytes]) },
    {
      name: "a part twice",
      bytes: (bytes) => Buffer.concat([parts(bytes)[0], parts(bytes)[1], parts(bytes)[1], parts(bytes)[2]]),
    },
    {
      name: "two parts swapped",
      bytes: (bytes) => Buffer.concat([parts(bytes)[1], parts(bytes)[0], parts(bytes)[2]]),
    },
    {
      name: "lines in another order",
      bytes: text((all) => `${all.trimEnd().split("\n").toReversed().join("\n")}\n`),
    },
    {
      name: "garbage within",
      bytes: (bytes) => Buffer.concat([parts(bytes)[0], noise(few + 1), parts(bytes)[2]]),
    },
    { name: "a newer version", bytes: text((all) => all.replace(/"version":\d+/, '"version":9')) },
    { name: "no version", bytes: text((all) => all.replace(/"version":\d+,?/, "")) },
    { name: "line ends of Windows", bytes: text((all) => all.replaceAll("\n", "\r\n")) },
    { name: "text that is no UTF-8", bytes: text((all) => all.replace(/[a-z]{4}/, "\xff\xfe\xc3\x28")) },
    {
      name: "the content of another file",
      bytes: (_bytes, others) => others[few % others.length] ?? Buffer.alloc(0),
    },
    { name: "huge", place: (path) => writeFile(path, "").then(() => truncate(path, huge)) },
    { name: "a link", place: (path, elsewhere) => symlink(elsewhere, path) },
    { name: "a link to itself", place: (path) => symlink(path, path) },
    { name: "a folder", place: (path) => mkdir(path) },
    {
      name: few === 0 ? "a pipe" : "a folder with something in it",
      place: async (path) =>
        few === 0 ? execFileSync("mkfifo", [path]) : mkdir(`${path}/inner`, { recursive: true }),
    },
    { name: "no permission", refusal: few % 2 === 0 ? "EACCES" : "EPERM" },
    { name: "a broken or busy disk", refusal: ["EIO", "EMFILE", "ESTALE", "ENOMEM"][few % 4] ?? "EIO" },
  ];
  const damage = kinds[kind];
  if (damage === undefined) throw new Error(`there is no damage ${kind}`);
  return damage;
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

/** The same each time. */
function noise(length: number): Buffer {
  return Buffer.from(Array.from({ length: length * 7 }, (_, index) => (index * 151 + 40) % 256));
}
