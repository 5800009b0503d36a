import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build } from "vite";
import type { BareJid } from "../../app/jid.ts";
import type { CrashOrder } from "../crash/crashing-kith.ts";
import type { TestServer } from "../servers/test-server.ts";
import { kithClient } from "../support/kith-client.ts";
import { keepOpen, otherDevice } from "../support/people.ts";
import { onEveryServer } from "./on-every-server.ts";

const romeo = "romeo@example.test" as BareJid;
const outDir = join(import.meta.dirname, `../../.cache/crash-${process.pid}`);

beforeAll(async () => {
  await build({
    configFile: false,
    root: join(import.meta.dirname, "../.."),
    logLevel: "warn",
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: "node20",
      rolldownOptions: { input: { kith: join(import.meta.dirname, "../crash/crashing-kith.ts") } },
    },
  });
});

afterAll(() => rm(outDir, { recursive: true, force: true }));

/** Runs Kith until it finishes or dies, and returns its output. */
async function crash(order: CrashOrder): Promise<string[]> {
  const program = join(outDir, "kith.js");
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let trouble = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  child.stderr.on("data", (chunk) => (trouble += String(chunk)));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (signal !== "SIGKILL" && code !== 0) throw new Error(trouble);
  return said.split("\n").slice(0, -1);
}

async function ground(server: TestServer, user: string, killAt: number) {
  await server.seedRoster(user, [{ jid: romeo, name: "Romeo", groups: ["Friends"], subscription: "none" }]);
  const profile = await mkdtemp(join(tmpdir(), "kith-profile-"));
  const account = `${user}@${server.domain}` as BareJid;
  const { directTlsPort: port, authority } = server;
  const said = await crash({ profile, account, contact: romeo, port, authority, killAt });
  return { said, profile };
}

onEveryServer("a crash", ({ server, newAccount }) => {
  test("[E2] at any step loses no accepted edit and repeats none that took effect", async () => {
    const steps = (await ground(server(), await newAccount("whole"), 0)).said;
    expect(steps.at(-1)).toBe("settled");
    const count = steps.filter((line) => /^\d/.test(line)).length;
    expect(count).toBeGreaterThan(15);
    const seen = new Set<string>();
    for (let killAt = 1; killAt <= count; killAt += 1) {
      const user = await newAccount("killed");
      const { said, profile } = await ground(server(), user, killAt);
      const where = said.findLast((line) => /^\d/.test(line)) ?? "";
      const isTaken = said.includes("taken");
      const device = await otherDevice(server(), user, false);
      const read = async () => {
        const result = await device.ask("get", `<query xmlns="jabber:iq:roster"/>`);
        const item = result.getChild("query")?.getChild("item");
        return {
          name: item?.attrs["name"],
          groups: item
            ?.getChildren("group")
            .map((group) => group.getText())
            .toSorted(),
        };
      };
      const before = await read();
      const tookEffect = before.name === "Mine";
      // Another device renames the contact after our change had arrived.
      if (tookEffect)
        await device.ask(
          "set",
          `<query xmlns="jabber:iq:roster"><item jid="${romeo}" name="Theirs"><group>Friends</group><group>K</group></item></query>`,
        );
      const kith = await kithClient(server(), user, profile);
      keepOpen(kith);
      expect(await kith.signIn()).toMatchObject({ ok: true });
      await kith.until(({ list, edits }) => list.state === "confirmed" && edits.length === 0);
      const now = await read();
      const whole = { name: tookEffect ? "Theirs" : "Mine", groups: ["Friends", "K"] };
      // An edit that was written but not yet reported as taken may go either way, but never by halves.
      const isGone = !isTaken && !tookEffect && now.name === "Romeo";
      expect({ where, ...now }).toEqual({
        where,
        ...(isGone ? { name: "Romeo", groups: ["Friends"] } : whole),
      });
      seen.add(
        `${isTaken ? "taken" : "not taken"}, ${tookEffect ? "took effect" : "did not"}, ${isGone ? "gone" : "there"}`,
      );
      await kith.close();
      await device.close();
    }
    // All kinds of death occurred.
    for (const way of ["not taken, did not, gone", "not taken, did not, there", "taken, took effect, there"])
      expect(seen).toContain(way);
  }, 180_000);
});
