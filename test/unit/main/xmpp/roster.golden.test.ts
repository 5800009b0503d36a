import { readdirSync, readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { expect, test } from "vitest";
import type { BareJid } from "../../../../app/jid.ts";
import type { Element } from "../../../../main/xmpp/connection/element.ts";
import { readPresence } from "../../../../main/xmpp/presence.ts";
import { readRosterPush, readRosterResult } from "../../../../main/xmpp/roster.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

/* Pairs `golden/KIND-NAME.xml`, a stanza, and `golden/KIND-NAME.json`, what it says. */
const folder = new URL("golden/", import.meta.url);

const readers: Record<string, (stanza: Element) => unknown> = {
  push: (stanza) => readRosterPush(stanza, "juliet@example.test" as BareJid),
  result: readRosterResult,
  presence: (stanza) => readPresence(stanza, ["de-AT", "en"]),
};

const files = readdirSync(folder);
const names = [...new Set(files.map((file) => basename(file, extname(file))))];

test("every golden file is half of a pair that somebody reads", () => {
  expect(files.toSorted()).toEqual(names.flatMap((name) => [`${name}.json`, `${name}.xml`]).toSorted());
  for (const name of names) expect(Object.keys(readers)).toContain(name.split("-")[0]);
});

function mapsAsObjects(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

const rules: Record<string, string> = {
  push: "[R5] [R6]",
  result: "[R10] [R14] [R18] [R19]",
  presence: "[P5] [P6]",
};

for (const name of names) {
  const kind = name.split("-")[0] ?? "";
  test(`${rules[kind]} ${name} is read as its golden value`, () => {
    const stanza = parseStanza(readFileSync(new URL(`${name}.xml`, folder), "utf8"));
    const value: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
    // Both by way of JSON: an absent version is no different from one that is undefined.
    expect(JSON.parse(JSON.stringify(readers[kind]?.(stanza), mapsAsObjects))).toEqual(value);
  });
}
