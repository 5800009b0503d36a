import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createKith } from "../../main/kith.ts";
import { guardEveryTest, hostile, letIn, refused } from "./hostile-ground.ts";
import { judgeScram } from "./scripted-scram.ts";
import { hostileAuthority, type Line, mechanisms, openStream } from "./scripted-server.ts";

guardEveryTest();

const binding = (binds: string) => async (line: Line) => {
  const socket = await line.startTls();
  await openStream(line, mechanisms("SCRAM-SHA-256"));
  await judgeScram({ line, socket, binds }, []);
};

test.each([
  "romeo@example.test/another-resource",
  "Romeo@Example.Test/orchard",
  "\uFF32omeo@example.test./orchard",
  "romeo@example.test",
])("[T26] %s is the address that was typed", async (binds) => {
  const stream = await letIn(await hostile("direct-tls", binding(binds)));
  expect(stream.bareJid).toBe("romeo@example.test");
});

test.each([
  ["romeo2@example.test/orchard", "bound-elsewhere"],
  ["romeo@example.test.evil.example/orchard", "bound-elsewhere"],
  ["example.test/orchard", "bound-elsewhere"],
  ["r\u043Emeo@example.test/orchard", "bound-elsewhere"],
  ["ro meo@example.test/orchard", "malformed-stream"],
  ["@example.test", "malformed-stream"],
  ["romeo@", "malformed-stream"],
])("[T26] %s is not, and makes no stream", async (binds, code) => {
  const heard: string[] = [];
  const options = await hostile("direct-tls", async (line) => {
    await binding(binds)(line);
    await line.ended;
    heard.push(line.heard());
  });
  expect((await refused(options)).failure.code).toBe(code);
  await expect.poll(() => heard).toHaveLength(1);
  // Nothing of the typed address reaches the other one: no list is asked for, no presence is sent.
  expect(heard[0]).not.toMatch(/<presence|jabber:iq:roster|<enable/);
});

test("[T26] Kith continues with the address the server gives, and the name that was typed", async () => {
  const profile = await mkdtemp(join(tmpdir(), "kith-bound-"));
  const users: string[] = [];
  const { endpoint } = await hostile("direct-tls", async (line) => {
    const socket = await line.startTls();
    await openStream(line, mechanisms("SCRAM-SHA-256"));
    await judgeScram({ line, socket, binds: "r.montague@example.test/1" }, []);
    users.push(...[...line.heard().matchAll(/<auth [^>]*>([^<]*)</g)].map(([, text = ""]) => userIn(text)));
  });
  const kith = await createKith({
    profile,
    version: "test",
    languages: ["en"],
    extraAuthorities: [hostileAuthority()],
  });
  try {
    const server = endpoint !== null && "port" in endpoint ? endpoint : null;
    const typed = { address: "romeo@example.test", password: "secret", staySignedIn: null, server };
    expect(await kith.handlers.signIn(typed)).toEqual({
      ok: true,
      value: null,
    });
    expect(users).toEqual(["romeo", "romeo"]);
    const snapshot = await kith.handlers.snapshot({});
    expect(snapshot.ok && snapshot.value.accounts.map(({ account }) => account)).toEqual([
      "r.montague@example.test",
    ]);
  } finally {
    await kith.close();
  }
  expect(
    (await readdir(profile)).filter((file) => !/^(accounts|view|roster|preferences)/.test(file)),
  ).toEqual([]);
  await rm(profile, { recursive: true });
});

function userIn(initial: string): string {
  return /n=([^,]*),r=/.exec(Buffer.from(initial, "base64").toString())?.[1] ?? "";
}
