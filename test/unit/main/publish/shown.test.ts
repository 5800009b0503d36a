import fc from "fast-check";
import { expect, test } from "vitest";
import { applyDeltas } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { isShortened, shownGroup, shownName } from "../../../../app/shown-text.ts";
import { toXmlText } from "../../../../app/typed.ts";
import { groupRef } from "../../../../app/view.ts";
import { Publisher } from "../../../../main/publish/publisher.ts";
import { meantDeltas, meantGroup, meantMoves, shownContact } from "../../../../main/publish/shown.ts";
import { editDeltas } from "../../../../renderer/contact/edit-deltas.ts";
import { account, contact, createModel, nurse, onlineFacts, romeo } from "../../../support/account-model.ts";

const long = (letter: string, length = 200_000) => letter.repeat(length);

test("[R14] [X6] a name and a group of 200,000 characters reach the page as their beginnings, and stay whole in main", () => {
  const publisher = new Publisher();
  const model = publisher.add(account, onlineFacts);
  model.putContact(contact(romeo, { name: long("n"), groups: [long("g"), "Family", `${long("g")}x`] }));
  model.setFact("readOnlyGroups", [long("g")]);
  const text = JSON.stringify(publisher.snapshot());
  expect(text.length).toBeLessThan(8_000);
  const [shown] = publisher.snapshot().accounts[0]?.contacts ?? [];
  expect(shown?.name).toBe(long("n", 1_000));
  expect(shown?.groups[1]).toBe("Family");
  expect(new Set(shown?.groups).size).toBe(3);
  expect(publisher.snapshot().accounts[0]?.readOnlyGroups).toEqual([shown?.groups[0]]);
  expect(model.contacts.get(romeo)?.name).toBe(long("n"));
  expect(model.contacts.get(romeo)?.groups[0]).toBe(long("g"));
});

test("[X6] a contact whose texts are of a usual length is the same object", () => {
  const one = contact(romeo, { name: long("n", 256), groups: [long("g", 256), "Family"] });
  expect(shownContact(one)).toBe(one);
});

test("[X6] a contact in twenty thousand groups is shown in a hundred", () => {
  const groups = Array.from({ length: 20_000 }, (_one, index) => `Group ${index}`);
  expect(shownContact(contact(romeo, { groups })).groups).toEqual(groups.slice(0, 100));
});

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc
    .tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 3 }), fc.integer({ min: 300, max: 3_000 }))
    .map(([text, times]) => text.repeat(times)),
);

test("[R14] [X6] whoever edits one thing about a contact loses nothing of the others, however long they are", () => {
  fc.assert(
    fc.property(
      texts,
      fc.uniqueArray(texts, { maxLength: 6 }),
      fc.nat(5),
      fc.constantFrom("join", "leave", "rename"),
      (name, groups, which, what) => {
        const { model } = createModel();
        model.putContact(contact(romeo, { name, groups }));
        // Somebody else is in groups that begin alike.
        model.putContact(contact(nurse, { groups: groups.map((group) => `${group}!`) }));
        const shown = shownContact(contact(romeo, { name, groups }));
        const after = {
          name: what === "rename" ? "Typed now" : shown.name,
          groups:
            what === "leave"
              ? shown.groups.filter((_group, index) => index !== which)
              : what === "join"
                ? [...shown.groups, shownGroup(`${groups[which] ?? "new"}!`)]
                : shown.groups,
        };
        const changed = applyDeltas({ name, groups }, meantDeltas(model, editDeltas(shown, after)));
        expect(changed).toEqual({
          name: what === "rename" ? "Typed now" : name,
          groups:
            what === "leave"
              ? groups.filter((_group, index) => index !== which)
              : what === "join"
                ? [...new Set([...groups, `${groups[which] ?? "new"}!`])]
                : groups,
        });
      },
    ),
    { numRuns: 500 },
  );
});

test("[X6] a shortened group is told from every other, is itself when shortened again, and ends between characters", () => {
  const groups = [
    long("g"),
    `${long("g")}h`,
    `${long("g", 199_999)}h`,
    `h${long("g", 199_999)}`,
    long("😀"),
    `x${long("😀")}`,
  ];
  const shown = groups.map(shownGroup);
  expect(new Set(shown).size).toBe(groups.length);
  for (const one of shown) {
    expect(one.length).toBeLessThanOrEqual(1_000);
    expect(isShortened(one)).toBe(true);
    expect(shownGroup(one)).toBe(one);
    expect(one).toBe(toXmlText(one));
    expect(groupRef(one).length).toBeLessThanOrEqual(512);
  }
  expect(groups.map(groupRef)).toEqual(shown.map(groupRef));
  expect(shownName(`x${long("😀")}`)).toBe(`x${long("😀", 499)}`);
});

test("[X6] what looks like a shortened group and is none is itself", () => {
  const { model } = createModel();
  const lookalike = shownGroup(long("g"));
  model.putContact(contact(romeo, { groups: [lookalike] }));
  expect(meantGroup(model, lookalike)).toBe(lookalike);
  expect(meantGroup(model, "Family")).toBe("Family");
});

test("[X6] five thousand are moved out of a long group by its shown name", () => {
  const { model } = createModel();
  const people = Array.from({ length: 5_000 }, (_one, index) => `friend${index}@example.net` as BareJid);
  for (const one of people) model.putContact(contact(one, { groups: [long("g", 5_000)] }));
  const from = shownGroup(long("g", 5_000));
  const meant = meantMoves(
    model,
    people.map((one) => ({ contact: one, from })),
  );
  expect(meant).toHaveLength(5_000);
  for (const move of meant) expect(move.from).toBe(long("g", 5_000));
});

test("[X6] what waits for an answer names its groups as the page knows them", () => {
  const publisher = new Publisher();
  const model = publisher.add(account, onlineFacts);
  model.putContact(contact(romeo, { groups: [long("g")] }));
  model.put("edits", {
    id: "1",
    batch: "b",
    bareJid: romeo,
    address: romeo,
    kind: "change",
    deltas: [{ do: "leave", group: long("g") }],
    message: null,
    state: "waiting",
    why: null,
  });
  model.put("merges", {
    bareJid: romeo,
    lines: [
      {
        code: "name-yielded",
        values: { name: long("n"), theirs: long("t") },
        lost: [{ do: "rename", name: long("n") }],
      },
    ],
  });
  const [view] = publisher.snapshot().accounts;
  expect(view?.edits[0]?.deltas).toEqual([{ do: "leave", group: view?.contacts[0]?.groups[0] }]);
  expect(JSON.stringify(view).length).toBeLessThan(9_000);
});
