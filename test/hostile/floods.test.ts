import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bundle } from "../setup/bundle.mjs";
import type { Flooded } from "./flooded.ts";

const root = join(import.meta.dirname, "../..");
const outDir = join(root, `.cache/flooded-${process.pid}`);

afterAll(() => rm(outDir, { recursive: true, force: true }));

/** Floods one stream after the other in a process with a heap of 512 MB, and gives what became of each. */
async function flood(): Promise<Map<string, Flooded>> {
  await bundle(root, outDir, { flooded: join(import.meta.dirname, "flooded.ts") });
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--max-old-space-size=512", join(outDir, "flooded.js")],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  let trouble = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  child.stderr.on("data", (chunk) => (trouble += String(chunk)));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`${said}\n${trouble}`);
  const lines = said.trim().split("\n");
  return new Map(lines.map((line) => JSON.parse(line) as Flooded).map((result) => [result.name, result]));
}

test("[T24] whatever a server makes grow, the heap stays under 512 MB, and the stream ends with its reason or goes on", async () => {
  const results = await flood();
  const outcome = [...results.values()].map(({ name, end, isHearing }) => [
    name,
    end === null ? (isHearing ? "goes on" : "is deaf") : `${end.code} ${String(end.what)}`,
  ]);
  expect(Object.fromEntries(outcome)).toEqual({
    "elements that nobody knows": "goes on",
    "elements in a stanza": "stream-too-large stanza",
    "elements in elements": "stream-too-large nesting",
    "a text": "stream-too-large stanza",
    "an attribute": "stream-too-large stanza",
    CDATA: "stream-too-large stanza",
    "a tag's name": "stream-too-large stanza",
    "white space": "goes on",
    "large items of a list": "stream-too-large list",
    "small items of a list": "stream-too-large list",
    "unknown elements in a list": "stream-too-large list",
    "one item of a list": "stream-too-large item",
    "text in a list": "stream-too-large item",
    "a list as large as may be": "goes on",
    "pings, their replies unread": "stream-too-large outgoing",
    "questions for a count, the answers unread": "goes on",
    "pings, their replies never acknowledged": "stream-too-large unacknowledged",
    "requests that nobody knows, never acknowledged": "stream-too-large unacknowledged",
    "stanzas before anybody listens": "stream-too-large early-stanzas",
  });
  for (const { end } of results.values()) expect(end?.isResumable ?? false).toBe(false);
}, 300_000);
