import { describe, expect, test } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import { unreadable } from "../../../../app/jid.ts";
import { possibleActs } from "../../../../app/subscription.ts";
import { mergeSentence, rowWords } from "../../../../renderer/rows/row-words.ts";
import type { PersonParts } from "../../../../renderer/store/person.ts";
import { everyMergeLine } from "../../../support/every-merge-line.ts";
import { contact, edit, juliet, person, presence } from "../people.ts";

function words(known: Contact, parts: Partial<PersonParts> = {}, isOnline = true) {
  return rowWords(person(known, parts), isOnline);
}

const romeo = contact("romeo@montague.example", { name: "Romeo" });

describe("what a row says", () => {
  test("line breaks in names and statuses become spaces, so that a row stays one line", () => {
    const said = presence(romeo.bareJid, "dnd", "one\r\n\n two");
    const two = { ...romeo, name: "Ro\nmeo" };
    expect(words(two, { presence: said }).label).toBe("Ro meo, do not disturb, one two");
  });

  test("direction overrides are kept, because they are isolated where they are rendered", () => {
    const turned = { ...romeo, name: "\u202egnp.evE" };
    expect(words(turned).label).toBe("\u202egnp.evE, offline");
  });

  test("for a name of spaces the address is shown", () => {
    expect(words({ ...romeo, name: "  " }).label).toBe("romeo@montague.example, offline");
  });

  test("[J5] [J6] for an invisible name the unescaped address is shown", () => {
    const blank = contact("d\\27artagnan@musketeers.lit", { name: "\u200b\u3164" });
    expect(words(blank).label).toBe("d'artagnan@musketeers.lit, offline");
    const said = presence(romeo.bareJid, "away", "\u2800\u00ad");
    expect(words(romeo, { presence: said }).label).toBe("Romeo, away");
  });

  test("[J6] an invisible name from another device has a label", () => {
    const lines = [
      { code: "renamed-over" as const, values: { name: "Romeo", theirs: "\u200b" }, lost: [] },
      { code: "move-yielded" as const, values: { group: "" }, lost: [] },
    ];
    const { merged } = words(romeo, { merge: { bareJid: romeo.bareJid, lines } });
    expect(merged).toContain("(no name)");
    expect(merged).toContain("Unnamed group");
  });

  test("[E3] every outcome of a merge has its sentence", () => {
    for (const line of everyMergeLine) expect(mergeSentence(line)).toMatch(/^[A-Z][^{}]*\.$/);
  });

  test("[P7] while we are not online nobody's status is known, whatever was known before", () => {
    const said = presence(romeo.bareJid, "away", "In the orchard");
    expect(words(romeo, { presence: said }).label).toBe("Romeo, away, In the orchard");
    expect(words(romeo, { presence: said }, false)).toMatchObject({
      label: "Romeo, status unknown",
      availability: "unknown",
      line: "",
    });
  });

  test("[R19] an unreadable address is shown unchanged and marked as unreadable, and nothing can be asked of it", () => {
    const odd = contact("two@@signs\n", { bareJid: unreadable("x"), subscription: "to", groups: ["A"] });
    expect(words(odd)).toMatchObject({
      label: "two@@signs, offline, Kith cannot read this address",
      line: "Kith cannot read this address",
    });
    expect(words({ ...odd, name: "Two" }, {}, false).label).toBe(
      "Two, status unknown, Kith cannot read this address",
    );
    expect(possibleActs(odd, true, juliet)).toEqual([]);
  });

  test("[P2] our own address shows our own status, and cannot be asked", () => {
    const me = contact(juliet, { name: "Me", subscription: "none" });
    const parts = { account: juliet, presence: presence(juliet, "away", "Out") };
    expect(words(me, parts).label).toBe("Me, away, Out");
    expect(words(me, { account: juliet, presence: presence(juliet, "away") }).label).toBe(
      "Me, away, This is you",
    );
    expect(possibleActs(me, true, juliet)).toEqual([]);
    expect(possibleActs(me, true)).toEqual(["ask", "share"]);
  });

  test("the relationship is shown if there is no status message", () => {
    const paris = contact("paris@verona.example", { name: "Paris", subscription: "none", ask: true });
    expect(words(paris).label).toBe("Paris, offline, Waiting for them to accept");
    const seeing = { ...romeo, subscription: "to" as const };
    expect(words(seeing).line).toBe("You see their status; they don't see yours");
    expect(words(seeing, { presence: presence(romeo.bareJid, "away", "gone") }).line).toBe("away · gone");
  });

  test("a pending edit has priority over the status message; a refusal has priority over everything", () => {
    const said = presence(romeo.bareJid, "available", "hello");
    const going = edit("1", romeo.bareJid);
    expect(words(romeo, { presence: said, edits: [going] }).line).toBe("Saving…");
    const refused = edit("2", romeo.bareJid, { state: "refused", why: { code: "not-allowed", values: {} } });
    expect(words(romeo, { edits: [refused, going] }).refusal).toBe(
      "Not saved. Your server does not let you change this contact.",
    );
  });

  test("[E3] the row shows a merge until it is dismissed; a refusal has priority", () => {
    const merge = {
      bareJid: romeo.bareJid,
      lines: [
        { code: "renamed-over" as const, values: { name: "Romeo", theirs: "Mo" }, lost: [] },
        { code: "groups-kept" as const, values: { groups: 2 }, lost: [] },
      ],
    };
    expect(words(romeo, { merge })).toMatchObject({
      label: "Romeo, offline,",
      refusal: null,
      merged:
        "You named them Romeo, but meanwhile they were named Mo elsewhere. Meanwhile 2 groups were changed elsewhere; those changes were kept.",
    });
    const refused = edit("2", romeo.bareJid, { state: "refused", why: { code: "not-allowed", values: {} } });
    expect(words(romeo, { merge, edits: [refused] }).merged).toBeNull();
  });

  test("[P10] a person whose server is unreachable is marked as that while we are online", () => {
    const trouble = { bareJid: romeo.bareJid, why: "unreachable" as const };
    expect(words(romeo, { trouble })).toMatchObject({
      label: expect.stringMatching(/, offline, Their server cannot be reached$/) as string,
      line: "Their server cannot be reached",
    });
    expect(words(romeo, { trouble }, false).line).not.toContain("server");
  });

  test("[S6] an error to our request is shown on the contact", () => {
    const trouble = { bareJid: romeo.bareJid, why: { code: "remote-server-not-found" as const, values: {} } };
    expect(words(romeo, { trouble }).line).toMatch(
      /^Your request did not reach them\. Their server cannot be found/,
    );
  });
});
