import type { SrvRecord } from "node:dns";
import { expect, test } from "vitest";
import { findEndpoints } from "../../../../../main/xmpp/connection/endpoints.ts";

const direct = "_xmpps-client._tcp.example.test";
const starttls = "_xmpp-client._tcp.example.test";

function record(name: string, priority: number, weight = 0, port = 5222): SrvRecord {
  return { name, priority, weight, port };
}

function find(zone: Record<string, SrvRecord[]>, random = 0, domain = "example.test") {
  const lookup = (name: string) => {
    const found = zone[name];
    return found ? Promise.resolve(found) : Promise.reject(new Error("ENOTFOUND"));
  };
  return findEndpoints(domain, lookup, () => random);
}

test("without records the domain itself is tried at 5222", async () => {
  expect(await find({})).toEqual([{ host: "example.test", port: 5222, security: "starttls" }]);
});

test("both kinds of record are one set, ordered by priority", async () => {
  const found = await find({
    [direct]: [record("c", 30, 0, 5223), record("a", 10, 0, 443)],
    [starttls]: [record("b", 20)],
  });
  expect(found).toEqual([
    { host: "a", port: 443, security: "direct-tls" },
    { host: "b", port: 5222, security: "starttls" },
    { host: "c", port: 5223, security: "direct-tls" },
  ]);
});

test("at the same priority chance decides by weight, and everyone keeps a turn", async () => {
  const zone = { [starttls]: [record("light", 1, 10), record("heavy", 1, 90)] };
  expect((await find(zone, 0.05)).map(({ host }) => host)).toEqual(["light", "heavy"]);
  expect((await find(zone, 0.5)).map(({ host }) => host)).toEqual(["heavy", "light"]);
  expect((await find(zone, 0.999999)).map(({ host }) => host).toSorted()).toEqual(["heavy", "light"]);
});

test("a root target says that the service is not offered, and then nothing else is tried", async () => {
  expect(await find({ [direct]: [record("", 0)], [starttls]: [record("a", 0)] })).toMatchObject([
    { host: "a" },
  ]);
  expect(await find({ [direct]: [record(".", 0)], [starttls]: [record("", 0)] })).toEqual([]);
  expect(await find({ [starttls]: [record(".", 0)] })).toEqual([]);
});

test("an address has no records", async () => {
  const zone = { "_xmpp-client._tcp.127.0.0.1": [record("evil", 0)] };
  expect(await find(zone, 0, "127.0.0.1")).toMatchObject([{ host: "127.0.0.1" }]);
});
