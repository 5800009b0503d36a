import { crc32 } from "node:zlib";
import * as z from "zod";
import type { Judged } from "../disk/disk.ts";
import type { BareJid } from "../../app/jid.ts";
import { lineSchema, type Line } from "./line.ts";

/*
 * A journal of version 2 consists of sealed lines: the JSON, the line's place in the file, and a checksum over the account, the
 * place and the JSON, separated by tabs. So each line proves by itself that it is whole, where it belongs and whose it is.
 * Version 1 had the JSON alone.
 */

const headerSchema = z.object({ do: z.literal("begin"), version: z.number(), account: z.string() });
const version = 2;

/** The lines of a whole file, sealed. */
export function sealAll(lines: readonly Line[], account: BareJid): string[] {
  const header = JSON.stringify({ do: "begin", version, account });
  return [header, ...lines.map((line) => JSON.stringify(line))].map((json, at) => seal(json, at, account));
}

/** One more line, after `at` others. */
export function sealNext(line: Line, at: number, account: BareJid): string {
  return seal(JSON.stringify(line), at, account);
}

/**
 * Reads the lines of an account's journal. Leaves out damaged lines, and every line of a file that another account or a later
 * version wrote. `isOld`: the file is whole and has no seals yet.
 */
export function readLines(
  texts: readonly string[],
  account: BareJid,
): Judged<Line> & { readonly isOld: boolean } {
  const unsealed = texts.map((text) => unseal(text, account));
  if (unsealed.every((one) => one === null)) return readUnsealed(texts, account);
  // Each line once and in its place, whatever the order in the file.
  const jsons = new Map<number, string>();
  for (const one of unsealed) if (one !== null) jsons.set(one.at, one.json);
  const header = jsons.get(0);
  if (header !== undefined && headerSchema.safeParse(parse(header)).data?.version !== version) return nothing;
  jsons.delete(0);
  const inOrder = [...jsons].toSorted(([a], [b]) => a - b).map(([, json]) => json);
  const { entries, isWhole } = readAll(inOrder);
  return {
    entries,
    isWhole: isWhole && header !== undefined && unsealed.every((one, index) => one?.at === index),
    isOld: false,
  };
}

const nothing = { entries: [], isWhole: false, isOld: true } as const;

function readUnsealed(
  [first = "", ...rest]: readonly string[],
  account: BareJid,
): Judged<Line> & { readonly isOld: boolean } {
  const header = headerSchema.safeParse(parse(first));
  if (header.success && (header.data.version !== 1 || header.data.account !== account)) return nothing;
  const { entries, isWhole } = readAll(rest);
  // Without its header: the file's name is made of the account.
  return { entries, isWhole: isWhole && header.success, isOld: true };
}

function readAll(jsons: readonly string[]): Judged<Line> {
  const lines = jsons.map((json) => lineSchema.safeParse(parse(json)));
  return {
    entries: lines.flatMap(({ success, data }) => (success ? [data] : [])),
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
