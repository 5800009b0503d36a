import { describe, expect, test } from "vitest";
import type { BareJid } from "../../../../app/jid.ts";
import { cacheSchema, fromCacheFile, toCacheFile } from "../../../../main/roster/cache.ts";
import { itemKey } from "../../../../main/xmpp/roster-item.ts";
import { account, contact, nurse, romeo } from "../../../support/account-model.ts";

const cache = {
  ver: "7",
  contacts: [
    contact(romeo, {
      address: "Romeo@Example.net",
      name: "  R ",
      groups: ["", " A "],
      ask: true,
      approved: true,
    }),
    contact(nurse, { subscription: "both" }),
    contact(itemKey("two@@signs\n"), { address: "two@@signs\n", groups: ["A"] }),
  ],
};

const file = () => cacheSchema.parse(JSON.parse(JSON.stringify(toCacheFile(account, cache))));

describe("the cached list", () => {
  test("[R11] [R14] [R19] comes back word for word, with its version", () => {
    expect(fromCacheFile(file())).toEqual(cache);
    expect(fromCacheFile({ ...file(), ver: null }).ver).toBeUndefined();
  });

  test("[R11] a contact whose key does not fit its address is left out, and the version with it", () => {
    const [first, second] = file().contacts;
    if (first === undefined || second === undefined) throw new Error("two contacts");
    const key = itemKey("@@");
    for (const bareJid of ["@", key, `${key}x`] as BareJid[])
      expect(fromCacheFile({ ...file(), contacts: [{ ...first, bareJid }, second] }).contacts).toEqual([
        second,
      ]);
    for (const address of ["mallory@example.net", "", "@@", first.bareJid + "/"]) {
      expect(fromCacheFile({ ...file(), contacts: [{ ...first, address }, second] })).toEqual({
        ver: undefined,
        contacts: [second],
      });
    }
  });

  test("[R11] the same contact twice is no whole list", () => {
    const [first] = file().contacts;
    if (first === undefined) throw new Error("a contact");
    expect(fromCacheFile({ ...file(), contacts: [first, first] }).ver).toBeUndefined();
  });

  test.for([
    { version: 2 },
    { ver: 7 },
    { contacts: [{}] },
    { contacts: [{ ...contact(romeo), groups: "A" }] },
    { contacts: [{ ...contact(romeo), subscription: "remove" }] },
    { contacts: null },
  ])("%j is no cache file", (change) => {
    expect(cacheSchema.safeParse({ ...toCacheFile(account, cache), ...change }).success).toBe(false);
  });
});
