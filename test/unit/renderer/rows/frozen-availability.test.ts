import { expect, test } from "vitest";
import type { Show } from "../../../../app/presence.ts";
import { sortByStatus } from "../../../../renderer/rows/by-status.ts";
import { type Frozen, FrozenAvailability } from "../../../../renderer/rows/frozen-availability.ts";
import type { Person } from "../../../../renderer/store/person.ts";
import { contact, jid, person as personOf, presence } from "../people.ts";

function person(address: string, show?: Show): Person {
  return personOf(contact(address), { presence: show && presence(address, show) });
}

test("[F7] frozen people keep their places, a new one is sorted in, and afterwards everybody is", () => {
  const availabilities = new FrozenAvailability();
  const order = (frozen: Frozen, ...people: readonly Person[]) =>
    sortByStatus(people, availabilities.read(people, true, frozen)).map(({ bareJid }) => bareJid);
  const before = [person("a@x", "dnd"), person("b@x", "available"), person("c@x")];
  expect(order(null, ...before)).toEqual(["b@x", "a@x", "c@x"]);
  const after = [person("a@x", "chat"), person("b@x"), person("c@x", "away"), person("d@x", "xa")];
  expect(order("everybody", ...after)).toEqual(["b@x", "d@x", "a@x", "c@x"]);
  expect(order(jid("b@x"), ...after)).toEqual(["a@x", "b@x", "c@x", "d@x"]);
  expect(order(null, ...after)).toEqual(["a@x", "c@x", "d@x", "b@x"]);
});
