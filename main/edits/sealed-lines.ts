import { crc32 } from "node:zlib";
import * as z from "zod";
import type { BareJid } from "../../app/jid.ts";
import type { Judged } from "../disk/disk.ts";
import { doubtsOf, type Placed } from "./doubts.ts";
import { lineSchema, type Line } from "./line.ts";
import { oldLineSchema, upgrade } from "./old-lines.ts";

/*
 * A journal consists of sealed lines: the JSON, the line's place in the file, and a checksum over the account, the
 * place and the JSON, separated by tabs. So each line proves on its own that it is whole, where it belongs and to which
 * account. Since version 3 a line contains new values; before, it said what had happened. Version 1 had the JSON alone.
 */

/** `kept`: how many lines after the header are the values at the last rewrite. */
const headerSchema = z.object({
  do: z.literal("begin"),
  version: z.number(),
  account: z.string(),
  kept: z.number().default(0),
});
const version = 3;

/** What was read from a journal. `isOld`: another version wrote it, and it must be rewritten before anything is added. */
export type ReadLines = Judged<Line> & { readonly isOld: boolean };

/** The sealed lines of a whole file: the present values, and new lines. */
export function sealAll(kept: readonly Line[], more: readonly Line[], account: BareJid): string[] {
  const header = JSON.stringify({ do: "begin", version, account, kept: kept.length });
  return [header, ...[...kept, ...more].map((line) => JSON.stringify(line))].map((json, at) =>
    seal(json, at, account),
  );
}

/** One more line, after `at` others. */
export function sealNext(line: Line, at: number, account: BareJid): string {
  return seal(JSON.stringify(line), at, account);
}

/**
 * Reads the lines of an account's journal. Leaves out damaged lines, and every line of a file that another account or a
 * later version wrote. If a damaged line may have ended an edit, the last line returned says which edits are doubtful.
 */
export function readLines(texts: readonly string[], account: BareJid): ReadLines {
  const unsealed = texts.map((text) => unseal(text, account));
  if (unsealed.every((one) => one === null)) return readUnsealed(texts, account);
  // Takes each line once and in its place, even if a damaged file repeats or reorders lines.
  const jsons = new Map<number, string>();
  for (const one of unsealed) if (one !== null) jsons.set(one.at, one.json);
  const first = jsons.get(0);
  const header = first === undefined ? undefined : headerSchema.safeParse(parse(first)).data;
  if (first !== undefined && header === undefined) return nothing;
  jsons.delete(0);
  const inOrder = [...jsons].toSorted(([a], [b]) => a - b).map(([at, json]) => ({ at, json: parse(json) }));
  const isInOrder = header !== undefined && unsealed.every((one, index) => one?.at === index);
  switch (header?.version ?? versionOf(inOrder)) {
    case version:
      return readPlaced(inOrder, isInOrder, header?.kept ?? 0, unsealed.at(-1) === null);
    case 2: {
      const { entries, isWhole } = readOld(inOrder.map(({ json }) => json));
      return { entries, isWhole: isWhole && isInOrder, isOld: true };
    }
    default:
      return nothing;
  }
}

const nothing: ReadLines = { entries: [], isWhole: false, isOld: true };

function readPlaced(
  inOrder: readonly { readonly at: number; readonly json: unknown }[],
  isInOrder: boolean,
  kept: number,
  isTailDamaged: boolean,
): ReadLines {
  const placed = inOrder.flatMap(({ at, json }): Placed[] => {
    const { success, data } = lineSchema.safeParse(json);
    return success ? [{ at, line: data }] : [];
  });
  const entries = placed.map(({ line }) => line);
  if (isInOrder && placed.length === inOrder.length) return { entries, isWhole: true, isOld: false };
  const doubts = doubtsOf(placed, kept, isTailDamaged);
  return { entries: doubts.length === 0 ? entries : [...entries, doubts], isWhole: false, isOld: false };
}

/** The version of a journal whose header is missing: only lines since version 3 are arrays. */
function versionOf(lines: readonly { readonly json: unknown }[]): number {
  return lines.some(({ json }) => Array.isArray(json)) ? version : 2;
}

function readUnsealed([first = "", ...rest]: readonly string[], account: BareJid): ReadLines {
  const header = headerSchema.safeParse(parse(first));
  if (header.success && (header.data.version !== 1 || header.data.account !== account)) return nothing;
  const { entries, isWhole } = readOld(rest.map(parse));
  // If the header is missing, the account is the right one all the same: the file's name is derived from it.
  return { entries, isWhole: isWhole && header.success, isOld: true };
}

function readOld(jsons: readonly unknown[]): Judged<Line> {
  const lines = jsons.map((json) => oldLineSchema.safeParse(json));
  return {
    entries: upgrade(lines.flatMap(({ success, data }) => (success ? [data] : []))),
    isWhole: lines.every(({ success }) => success),
  };
}

function seal(json: string, at: number, account: string): string {
  return `${json}\t${at}\t${sumOf(json, at, account)}`;
}

/** Null for a line that was changed since it was written, or was written for another account. */
function unseal(text: string, account: string): { readonly json: string; readonly at: number } | null {
  const [json = "", place = "", sum, ...more] = text.split("\t");
  const at = Number(place);
  return more.length === 0 && /^\d+$/.test(place) && sum === sumOf(json, at, account) ? { json, at } : null;
}

function sumOf(json: string, at: number, account: string): string {
  return crc32(`${at}\t${json}`, crc32(account)).toString(16).padStart(8, "0");
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Not JSON: every schema refuses undefined.
    return undefined;
  }
}
