import { expect, test } from "vitest";
import { toBareJid } from "../../../../../app/jid.ts";
import { crowd, crowdGroups } from "../../../../../main/demo/cast/crowd.ts";

const groupsOf = (size: number) => new Set(crowd(size, 1).flatMap(({ listed }) => listed?.groups ?? []));

test.each([1, 39, 40, 1_000, 10_000])("[N4] %i contacts are so many different people", (size) => {
  const addresses = crowd(size, 1).map(({ address }) => address);
  expect(addresses).toHaveLength(size);
  expect(new Set(addresses).size).toBe(size);
  // Beyond a round of all names only the number changes.
  for (const address of addresses.slice(0, 1_100)) expect(toBareJid(address)).toBe(address);
});

test("[N4] a crowd is in forty groups, a small one in as many as it can", () => {
  expect(groupsOf(1_000).size).toBe(crowdGroups);
  expect(groupsOf(40).size).toBe(crowdGroups);
  expect(groupsOf(1).size).toBeGreaterThan(0);
});

test("[N4] no two people of a group have the same name", () => {
  const homes = new Map<string, string[]>();
  for (const { listed } of crowd(1_000, 1)) {
    const [home = ""] = listed?.groups ?? [];
    homes.set(home, [...(homes.get(home) ?? []), listed?.name.split(" ")[0] ?? ""]);
  }
  for (const givenNames of homes.values()) {
    expect(givenNames).toHaveLength(25);
    expect(new Set(givenNames).size).toBe(25);
  }
});

test("[N4] some of them are online, but of very many no more than a server announces at once", () => {
  const around = (size: number) => crowd(size, 1).filter(({ opening }) => opening.length > 0).length;
  expect(around(1_000)).toBeGreaterThan(200);
  expect(around(1_000)).toBeLessThan(400);
  expect(around(100_000)).toBeGreaterThan(1_500);
  expect(around(100_000)).toBeLessThan(2_500);
});

test("[N3] the same seed makes the same crowd, another seed another", () => {
  expect(crowd(200, 7)).toEqual(crowd(200, 7));
  expect(crowd(200, 7)).not.toEqual(crowd(200, 8));
});
