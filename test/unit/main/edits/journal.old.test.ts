import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import { playJournal, type Played } from "../../../support/played-journal.ts";

/*
 * Journals that earlier versions of Kith wrote, each with the list of that moment, and what came of them in the version that
 * wrote them. These files never change, because a person can update Kith from any of these versions.
 */

const folder = join(import.meta.dirname, "journals");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .map((name) => name.slice(0, -".jsonl".length));

const textOf = (name: string) => readFileSync(join(folder, `${name}.jsonl`), "utf8");
const storyOf = (name: string) =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as {
    readonly contacts: readonly Contact[];
    readonly played: Played;
  };

/** Without the batches that nothing of is left to do: their entries are of the screen alone, and in no order. */
const lasting = ({ batches, ...more }: Played) => ({
  ...more,
  batches: batches
    .filter(({ state, refused }) => state !== "finished" || refused > 0)
    .toSorted((a, b) => a.id.localeCompare(b.id)),
});

/** The same journal as version 1 had it: without places and checksums. */
const unsealed = (text: string) =>
  text.replaceAll(/\t\d+\t[0-9a-f]{8}$/gm, "").replace('"version":2', '"version":1');

describe("a journal of an earlier version", () => {
  test.for(names)("[E1] [E2] [E5] that is called %s brings back all it brought back then", async (name) => {
    const { contacts, played } = storyOf(name);
    expect(lasting(await playJournal(textOf(name), contacts))).toEqual(lasting(played));
  });

  test.for(names)("[E1] that has no seals and is called %s does so too", async (name) => {
    const { contacts, played } = storyOf(name);
    expect(lasting(await playJournal(unsealed(textOf(name)), contacts))).toEqual(lasting(played));
  });

  test.for(names)(
    "[Y3] whose header is damaged and is called %s does so too, and is copied",
    async (name) => {
      const { contacts, played } = storyOf(name);
      const text = textOf(name).replace("begin", "bigin");
      expect(lasting(await playJournal(text, contacts))).toEqual({
        ...lasting(played),
        notices: ["copied aside"],
      });
    },
  );
});
