import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainClient } from "../../servers/plain-client.ts";
import { groupCount, personAddress, type Ground } from "../ground.ts";
import { openKith, signIn, type OpenKith } from "../open-kith.ts";
import { paintedMs, watchSignIn, type WholeList } from "../painted-list.ts";
import { median } from "../rounds.ts";
import type { Target } from "../subjects/subject.ts";
import type { Figure } from "./figure.ts";
import { now, pageState, paintedAt, watchTasks } from "./page-state.ts";

/** Prosody writes the whole list for each change: a long one would measure its disk. */
const people = 80;
const patienceMs = 600_000;
const pushes = 5_000;
const senders = 20;
const presencesEach = 500;

/** What another device changes: one push until it is painted, and a storm of them. The first row is always on the screen. */
export async function measurePushes(entry: string, ground: Ground, rounds: number): Promise<Figure[]> {
  const target = await ground.account("pushed", people);
  const whole = { groups: groupCount, peopleInGroup: people / groupCount };
  return withKith(entry, ground, target, whole, async (kith) => {
    const other = await plainClient(ground.server, target.user, target.password);
    await other.appear();
    const rename = (index: number, name: string) =>
      other.send(
        `<iq type="set" id="${name}"><query xmlns="jabber:iq:roster"><item jid="${personAddress(index)}" name="${name}"><group>Group ${index % groupCount}</group></item></query></iq>`,
      );
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const painted = paintedAt(kith.page, `AAA one ${round}`);
      const sent = now();
      await rename(0, `AAA one ${round}`);
      times.push((await painted) - sent);
    }
    await stateOf(kith);
    const painted = paintedAt(kith.page, "AAA last");
    painted.catch(() => undefined); // what went wrong before it is told
    const sent = now();
    for (let index = 1; index < pushes; index += 1)
      await rename(1 + (index % (people - 1)), `Storm ${index}`);
    await rename(0, "AAA last");
    await other.waitFor((one) => one.attrs["id"] === "AAA last", patienceMs);
    const answered = now();
    const shown = await painted;
    const figures = await costs(kith, `${pushes.toLocaleString("en")} pushes`);
    await other.close();
    return [
      { what: "one push: from another device until it is painted, median", unit: "ms", value: median(times) },
      {
        what: `${pushes.toLocaleString("en")} pushes: until the last is painted`,
        unit: "ms",
        value: shown - sent,
      },
      {
        what: `${pushes.toLocaleString("en")} pushes: painted after the server had answered the last`,
        unit: "ms",
        value: Math.max(0, shown - answered),
      },
      ...figures,
    ];
  });
}

/** Twenty contacts who change their status 500 times each, as fast as the server takes it. */
export async function measurePresences(entry: string, ground: Ground): Promise<Figure[]> {
  const names = Array.from({ length: senders }, (_, index) => `sender${String(index).padStart(2, "0")}`);
  const target = await ground.account("watching", people, names);
  for (const name of names) await ground.account(name, 0, [target.user]);
  const whole = { groups: groupCount + 1, peopleInGroup: senders };
  return withKith(entry, ground, target, whole, async (kith) => {
    const clients = await Promise.all(names.map((name) => plainClient(ground.server, name, "secret")));
    for (const client of clients) await client.appear();
    await stateOf(kith);
    const painted = paintedAt(kith.page, "the very end");
    painted.catch(() => undefined); // what went wrong before it is told
    const sent = now();
    await Promise.all(
      clients.map(async (client) => {
        for (let count = 1; count <= presencesEach; count += 1)
          await client.send(
            `<presence><show>${count % 2 === 0 ? "away" : "dnd"}</show><status>${count}</status></presence>`,
          );
        // The server sends everybody their own presence too.
        await client.waitFor((one) => one.getChildText("status") === String(presencesEach), patienceMs);
      }),
    );
    await clients[0]?.send("<presence><status>the very end</status></presence>");
    const shown = await painted;
    const total = `${(senders * presencesEach).toLocaleString("en")} presences`;
    const figures = await costs(kith, total);
    await Promise.all(clients.map((client) => client.close()));
    return [{ what: `${total}: until the last is painted`, unit: "ms", value: shown - sent }, ...figures];
  });
}

async function withKith(
  entry: string,
  ground: Ground,
  target: Target,
  whole: WholeList,
  measure: (kith: OpenKith) => Promise<Figure[]>,
): Promise<Figure[]> {
  const profile = await mkdtemp(join(tmpdir(), "kith-bench-"));
  const kith = await openKith(entry, ground.authorityFile, profile, async (page) => {
    await watchTasks(page);
    await watchSignIn(page, whole);
  });
  try {
    await signIn(kith.page, target);
    await paintedMs(kith.page);
    return await measure(kith);
  } finally {
    await kith.end();
    await rm(profile, { recursive: true, force: true });
  }
}

async function stateOf(kith: OpenKith) {
  return { main: await kith.main(), page: await pageState(kith.page) };
}

async function costs(kith: OpenKith, during: string): Promise<Figure[]> {
  const { main, page } = await stateOf(kith);
  return [
    { what: `${during}: longest hold of main's event loop`, unit: "ms", value: main.longestHoldMs },
    { what: `${during}: longest task of the page`, unit: "ms", value: page.longestTaskMs },
    { what: `${during}: main's memory`, unit: "MB", value: main.residentMb },
  ];
}
