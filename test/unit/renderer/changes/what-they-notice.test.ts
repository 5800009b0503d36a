import { expect, test } from "vitest";
import { unreadable } from "../../../../app/jid.ts";
import { mergeParts } from "../../../../renderer/selection/members.ts";
import { whatTheyNotice } from "../../../../renderer/changes/what-they-notice.ts";
import { contact, juliet, person } from "../people.ts";

const romeo = person(contact("romeo@montague.example", { groups: ["", "A"] }));
const nurse = person(contact("nurse@capulet.example", { groups: [""] }));
const odd = person(contact("two@@signs", { bareJid: unreadable("x") }));
const own = person(contact(juliet));

test("[P2] [R19] removing our own address or an unreadable one notifies nobody", () => {
  expect(whatTheyNotice([odd])).toBe("Nobody will be notified, because Kith cannot read this address.");
  expect(whatTheyNotice([own])).toBe("This is your own address. Nobody will be notified.");
  expect(whatTheyNotice([own, odd])).toBe("None of them will be notified.");
  expect(whatTheyNotice([own, odd, romeo])).toMatch(/^One of them will be notified/);
});

test("[E11] everybody in a group without a name moves when it is merged, whether or not another is chosen yet", () => {
  const all = [romeo, nurse, odd];
  expect(mergeParts(all, "", null, "").moving).toEqual([romeo.id, nurse.id]);
  expect(mergeParts(all, "", null, "::").there).toEqual([]);
  expect(mergeParts(all, "", "A", "::")).toEqual({
    moving: [romeo.id, nurse.id],
    there: [romeo.id],
  });
  expect(mergeParts(all, "A", null, "").moving).toEqual([romeo.id]);
});
