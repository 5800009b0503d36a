import { deepEqual, equal } from "node:assert/strict";
import { copyFileSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removalWait } from "../../main/edits/removal-wait.ts";
import { isSameItem, type Item } from "../../app/contact.ts";
import { applyDeltas, type Delta } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { MergeCode } from "../../app/merge.ts";
import type { AccountSnapshot } from "../../app/patch.ts";
import { cacheSchema } from "../../main/roster/cache.ts";
import { plainClient, type PlainClient } from "../servers/plain-client.ts";
import type { TestServer } from "../servers/test-server.ts";
import { handClock, type HandClock } from "../support/hand-clock.ts";
import { kithClient, type KithClient } from "../support/kith-client.ts";
import { type DeadWay, loopbackProxy, type LoopbackProxy } from "../support/loopback-proxy.ts";
import { AccountsOfSteps, type Told } from "./accounts-of-steps.ts";
import { readItem, WatchedLine } from "./watched-line.ts";

export const devices = ["a", "b"] as const;
export type Device = (typeof devices)[number];

/** The contact that only one Kith edits, by Kith. Its final state must be exact. `shared` are edited by everybody. */
const own = { a: "own-a@example.test", b: "own-b@example.test" } as const;
export const shared = ["one@example.test", "two@example.test", "three@example.test"] as const;
export const groups = ["G", "G::H", "I"] as const;
/** Contacts that every device adds to its own groups and one device names. Every step on them must take effect. */
export const meeting = ["four@example.test", "five@example.test", "six@example.test"] as const;
const namers: Readonly<Record<string, Device | "plain">> = {
  "four@example.test": "plain",
  "five@example.test": "a",
  "six@example.test": "b",
};
/** Which groups are nested is stored for all clients before anybody signs in (XEP-0083). */
const delimiter = "::";

/** One thing that happens. */
export type Step =
  | { readonly do: "own"; readonly at: Device; readonly delta: Delta }
  | { readonly do: "change"; readonly at: Device; readonly who: string; readonly deltas: readonly Delta[] }
  | { readonly do: "bulk"; readonly at: Device; readonly deltas: readonly Delta[] }
  | { readonly do: "add" | "remove"; readonly at: Device; readonly who: string }
  | { readonly do: "remove-later"; readonly at: Device; readonly who: readonly string[] }
  | { readonly do: "group"; readonly at: Device; readonly group: string; readonly to: string | null }
  | { readonly do: "undo" | "redo"; readonly at: Device }
  | { readonly do: "theirs"; readonly who: string; readonly delta: Delta }
  | { readonly do: "theirs-remove"; readonly who: string }
  | {
      readonly do: "meet";
      readonly at: Device | "plain";
      readonly who: string;
      readonly act: "join" | "leave" | "rename";
      readonly number: number;
    }
  | { readonly do: "freeze"; readonly at: Device; readonly way: DeadWay }
  | { readonly do: "thaw" | "age" | "cut-for-good" | "reach"; readonly at: Device }
  | { readonly do: "turn" | "cut" | "restart" | "crash" | "settle"; readonly at: Device }
  | { readonly do: "kill-server" };

/** Two Kiths and a plain client on one account, each Kith behind a network of its own. */
export class ThreeDevices {
  readonly #server: TestServer;
  readonly #user: string;
  readonly #kiths = {} as Record<Device, KithClient>;
  readonly #proxies: Record<Device, LoopbackProxy>;
  readonly #clocks: Record<Device, HandClock>;
  readonly #lines: Record<Device, WatchedLine> = { a: new WatchedLine(), b: new WatchedLine() };
  readonly accounts = new AccountsOfSteps();
  readonly #told = new Map<string, Told[]>();
  #plain: PlainClient;
  /** What each Kith's own contact must come to. */
  readonly #wanted: Record<Device, { name: string; groups: string[] }>;

  private constructor(
    server: TestServer,
    user: string,
    plain: PlainClient,
    proxies: Record<Device, LoopbackProxy>,
  ) {
    this.#clocks = { a: handClock(), b: handClock() };
    this.#server = server;
    this.#user = user;
    this.#proxies = proxies;
    this.#plain = plain;
    this.#wanted = { a: { name: "Own", groups: [] }, b: { name: "Own", groups: [] } };
  }

  static async start(server: TestServer, user: string): Promise<ThreeDevices> {
    await server.seedRoster(user, [
      ...Object.values(own).map((jid) => ({ jid, name: "Own", subscription: "none" as const })),
      ...shared.map((jid) => ({ jid, name: "Shared", groups: ["G"], subscription: "none" as const })),
      ...meeting.map((jid) => ({ jid, name: "Met", subscription: "none" as const })),
    ]);
    const proxies = {
      a: await loopbackProxy(server.directTlsPort),
      b: await loopbackProxy(server.directTlsPort),
    };
    const plain = await plainClient(server, user, "secret");
    await plain.ask(
      "set",
      `<query xmlns="jabber:iq:private"><roster xmlns="roster:delimiter">${delimiter}</roster></query>`,
    );
    const all = new ThreeDevices(server, user, plain, proxies);
    await all.#observe();
    for (const device of devices) all.#kiths[device] = await all.#open(device);
    for (const device of devices) await all.#signIn(device);
    return all;
  }

  async close(): Promise<void> {
    for (const device of devices) await this.#kiths[device].close();
    await this.#plain.close();
    for (const device of devices) await this.#proxies[device].close();
  }

  async take(step: Step): Promise<void> {
    if (/^(add|remove|remove-later|theirs-remove|group|undo|redo)$/.test(step.do))
      this.accounts.leaveOpen(shared);
    switch (step.do) {
      case "own": {
        const { at, delta } = step;
        await this.#change(at, own[at], [delta]);
        this.#wanted[at] = applyDeltas(this.#wanted[at], [delta]);
        return;
      }
      case "change":
        if (await this.#change(step.at, step.who, step.deltas)) this.#count(step.at, step.who, step.deltas);
        return;
      case "meet":
        await this.#meet(step);
        return;
      case "freeze":
        this.#proxies[step.at].freeze(step.way);
        return;
      case "thaw":
        this.#proxies[step.at].thaw();
        return;
      case "reach":
        await this.#reach(step.at);
        return;
      case "age":
        this.#lines[step.at].age();
        return;
      case "cut-for-good":
        this.#lines[step.at].forget();
        this.#proxies[step.at].cut();
        return;
      case "bulk": {
        const { account, call, state } = this.#kiths[step.at];
        const contacts = (await state()).contacts.map(({ bareJid }) => bareJid).filter(isShared);
        const { deltas } = step;
        if (contacts.length === 0) return;
        const taken = await call("editContacts", { account, batch: null, contacts, deltas: [...deltas] });
        if (taken.ok) for (const who of contacts) this.#count(step.at, who, deltas);
        return;
      }
      case "add": {
        const { account, call } = this.#kiths[step.at];
        const more = { name: "Added", groups: ["G"], message: "", ask: false };
        await call("addContact", { account, address: step.who, ...more });
        return;
      }
      case "remove": {
        const { account, call } = this.#kiths[step.at];
        await call("removeContacts", { account, batch: null, contacts: [step.who] });
        this.#clocks[step.at].turn(removalWait);
        return;
      }
      case "remove-later": {
        const { account, call } = this.#kiths[step.at];
        await call("removeContacts", { account, batch: null, contacts: [...step.who] });
        return;
      }
      case "turn":
        this.#clocks[step.at].turn(removalWait / 2);
        return;
      case "group": {
        const { account, call } = this.#kiths[step.at];
        const { group, to } = step;
        if (to === null) await call("deleteGroup", { account, group });
        else await call("mergeGroup", { account, group, into: to });
        return;
      }
      case "undo":
        await this.#undo(step.at);
        return;
      case "redo":
        await this.#kiths[step.at].call("redo", { account: this.#kiths[step.at].account });
        return;
      case "theirs":
        await this.#theirs(step.who, step.delta);
        return;
      case "theirs-remove":
        await this.#set(`<item jid="${step.who}" subscription="remove"/>`);
        return;
      case "cut":
        this.#proxies[step.at].cut();
        return;
      case "settle":
        await this.#settle(step.at);
        return;
      case "restart":
        this.#kiths[step.at] = await this.#kiths[step.at].restart();
        await this.#signIn(step.at);
        return;
      case "crash":
        await this.#crash(step.at);
        return;
      case "kill-server":
        // ejabberd writes an item first and the list's version after it: killed between, it says of the new list that the
        // old version is current, and no client can know better.
        await this.#server.restart(undefined, this.#server.kind === "ejabberd" ? "TERM" : "KILL");
        this.#hear();
        await this.#plain.close();
        this.#plain = await plainClient(this.#server, this.#user, "secret");
        await this.#observe();
        return;
    }
  }

  /** Waits until nothing is pending and compares the server's roster with both lists and both caches. */
  async compare(): Promise<void> {
    // A frozen connection ends by its timers. Checking it now avoids that wait.
    for (const device of devices) await this.#kiths[device].call("checkConnections", { reason: "network" });
    for (const device of devices) await this.#settle(device);
    for (const device of devices) await this.#giveUp(device);
    const roster = await this.#roster();
    await this.#settleAccounts(roster);
    for (const device of devices) {
      const { name, groups: mine } = this.#wanted[device];
      deepEqual(roster[own[device]], { name, groups: mine.toSorted() });
      const kith = this.#kiths[device];
      const isThere = (one: AccountSnapshot) =>
        isEqual(listOf(one.contacts), roster) && one.delimiter === delimiter;
      // Pushes of the last edits may still be in flight. If the list stays different, the assertion prints both.
      const state = await kith.until(isThere).catch(() => kith.state());
      deepEqual({ device, list: listOf(state.contacts) }, { device, list: roster });
      deepEqual(state.edits, []);
      equal(state.delimiter, delimiter);
      deepEqual(
        state.batches.filter((batch) => batch.state === "running"),
        [],
      );
    }
    for (const device of devices) {
      const kith = this.#kiths[device];
      await kith.kith.close();
      const [file = ""] = (await readdir(kith.profile)).filter((name) => name.startsWith("roster-"));
      // The second line is a checksum.
      const [json = ""] = (await readFile(join(kith.profile, file), "utf8")).split("\n");
      const cache = cacheSchema.parse(JSON.parse(json));
      deepEqual(listOf(cache.contacts), roster);
      this.#kiths[device] = await this.#open(device, kith.profile);
      deepEqual((await this.#kiths[device].state()).edits, []);
    }
  }

  #open(device: Device, profile?: string): Promise<KithClient> {
    const server = { ...this.#server, directTlsPort: this.#proxies[device].port };
    return kithClient(server, this.#user, profile, {
      makeClock: () => newClock(this.#clocks, device),
      connect: this.#lines[device].connect,
    });
  }

  /** Every change from now on is told to the plain client, in the order in which the server writes it. */
  async #observe(): Promise<void> {
    await this.#plain.appear();
    this.#heard = this.#plain.received.length;
    const at = performance.now();
    for (const [who, item] of Object.entries(await this.#roster())) this.#tell(who, { at, item });
  }

  #heard = 0;

  /** The server has written what this Kith sent last, if that can reach it at all. */
  async #reach(at: Device): Promise<void> {
    const sent = this.#lines[at].sets.at(-1);
    if (sent === undefined || sent.isAnswered) return;
    await this.#plain
      .waitFor((stanza) => {
        const item = stanza.getChild("query", "jabber:iq:roster")?.getChild("item");
        return item?.attrs["jid"] === sent.contact && isEqual(readItem(item), sent.item);
      }, 1_000)
      .catch(() => undefined); // it never got there: the way to the server is cut as well
  }

  #hear(): void {
    const { received, receivedAt } = this.#plain;
    for (; this.#heard < received.length; this.#heard += 1) {
      const stanza = received[this.#heard];
      const item = stanza?.getChild("query", "jabber:iq:roster")?.getChild("item");
      if (stanza?.attrs["type"] !== "set" || item === undefined) continue;
      const isGone = item.attrs["subscription"] === "remove";
      this.#tell(item.attrs["jid"] ?? "", {
        at: receivedAt[this.#heard] ?? 0,
        item: isGone ? null : readItem(item),
      });
    }
  }

  #tell(who: string, told: Told): void {
    this.#told.set(who, [...(this.#told.get(who) ?? []), told]);
  }

  #count(by: string, who: string, deltas: readonly Delta[]): void {
    for (const delta of deltas) this.accounts.ask(by, who, delta);
  }

  async #meet({ at, who, act, number }: Extract<Step, { do: "meet" }>): Promise<void> {
    const group = `${at}${number % 3}`;
    const isNamer = namers[who] === at;
    if (act === "rename" && !isNamer) return;
    const delta: Delta = act === "rename" ? { do: "rename", name: `${at} ${number}` } : { do: act, group };
    if (at === "plain") await this.#theirs(who, delta);
    else if (await this.#change(at, who, [delta])) this.accounts.ask(at, who, delta);
  }

  async #settleAccounts(roster: Readonly<Record<string, Item>>): Promise<void> {
    this.#hear();
    const lines = new Map<string, Set<MergeCode>>();
    for (const device of devices) {
      for (const { bareJid, lines: told } of (await this.#kiths[device].state()).merges)
        lines.set(bareJid, new Set([...(lines.get(bareJid) ?? []), ...told.map(({ code }) => code)]));
    }
    const [fault] = devices.flatMap((device) => this.#lines[device].faults);
    if (fault !== undefined) throw fault;
    const lostForGood = devices.flatMap((device) => {
      const line = this.#lines[device];
      return line.sets.filter((set) => line.isLostForGood(set));
    });
    this.accounts.settle({ roster, told: this.#told, lines, lostForGood });
  }

  async #signIn(device: Device): Promise<void> {
    const kith = this.#kiths[device];
    // If the network is cut during the attempt, Kith retries by itself, or this signs in again.
    for (let result = await kith.signIn("secret", "direct-tls"); !result.ok;) {
      if (result.failure.code === "already-signed-in") return;
      result = await kith.signIn("secret", "direct-tls");
    }
    await kith.until(({ list }) => list.state === "confirmed", 20_000);
  }

  /** Cuts the network, copies the profile as it is at that moment, and starts another Kith on the copy. */
  async #crash(device: Device): Promise<void> {
    const kith = this.#kiths[device];
    const dead = this.#proxies[device];
    await dead.close();
    const profile = await mkdtemp(join(tmpdir(), "kith-profile-"));
    copyAtOnce(kith.profile, profile);
    await kith.close();
    this.#proxies[device] = await loopbackProxy(this.#server.directTlsPort);
    this.#kiths[device] = await this.#open(device, profile);
    await this.#signIn(device);
  }

  /** Returns whether Kith accepted the edit. */
  async #change(at: Device, contact: string, deltas: readonly Delta[]): Promise<boolean> {
    const { account, call } = this.#kiths[at];
    return (await call("editContact", { account, contact, deltas: [...deltas] })).ok;
  }

  /** Undoes only edits of shared contacts, because the expected state of the Kiths' own contacts ignores undo. */
  async #undo(at: Device): Promise<void> {
    const { account, call, state } = this.#kiths[at];
    const { undoable } = await state();
    const who = undoable?.contact ?? null;
    if (undoable !== null && (who === null || isShared(who))) await call("undo", { account, batch: null });
  }

  async #settle(device: Device): Promise<void> {
    const { account, call, until } = this.#kiths[device];
    this.#clocks[device].turn(removalWait);
    await until(({ session }) => {
      if (session.state === "reconnecting" || session.state === "refused") void call("tryNow", { account });
      return session.state === "online";
    }, 20_000);
    await until(
      ({ list, edits }) => list.state === "confirmed" && edits.every(({ state }) => state === "refused"),
      20_000,
    );
  }

  async #giveUp(device: Device): Promise<void> {
    const { account, call, state } = this.#kiths[device];
    for (const { id, why } of (await state()).edits) {
      // An edit is refused only if another device removed the contact.
      equal(why?.code, "contact-gone");
      await call("dismissEdit", { account, edit: id });
    }
  }

  async #theirs(who: string, delta: Delta): Promise<void> {
    const read = (await this.#roster())[who];
    if (read === undefined) return;
    const sent = applyDeltas(read, [delta]);
    const inner = sent.groups.map((group) => `<group>${group}</group>`).join("");
    this.accounts.write({ contact: who, read, sent });
    await this.#set(`<item jid="${who}" name="${sent.name}">${inner}</item>`);
    if (!isSameItem(read, sent)) this.accounts.ask("plain", who, delta);
  }

  async #set(item: string): Promise<void> {
    await this.#plain.ask("set", `<query xmlns="jabber:iq:roster">${item}</query>`);
  }

  async #roster(): Promise<Record<string, { name: string; groups: string[] }>> {
    const result = await this.#plain.ask("get", `<query xmlns="jabber:iq:roster"/>`);
    const items = result.getChild("query")?.getChildren("item") ?? [];
    return listOf(
      items.map((item) => ({
        bareJid: item.attrs["jid"] as BareJid,
        name: item.attrs["name"] ?? "",
        groups: item.getChildren("group").map((group) => group.getText()),
      })),
    );
  }
}

/** A new clock for each Kith. The clock of a closed Kith never advances again. */
function newClock(clocks: Record<Device, HandClock>, device: Device): HandClock {
  clocks[device] = handClock();
  return clocks[device];
}

/** Copies in one turn of the event loop, so that Kith cannot write to the profile during the copy. */
function copyAtOnce(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    // Other names are temporary files, which a crash would leave behind.
    if (name.endsWith(".json") || name.endsWith(".jsonl")) copyFileSync(join(from, name), join(to, name));
  }
}

function isShared(bareJid: string): boolean {
  return shared.some((one) => one === bareJid);
}

function listOf(
  contacts: readonly Pick<AccountSnapshot["contacts"][number], "bareJid" | "name" | "groups">[],
): Record<string, { name: string; groups: string[] }> {
  return Object.fromEntries(
    contacts
      .toSorted((a, b) => a.bareJid.localeCompare(b.bareJid))
      .map(({ bareJid, name, groups: all }) => [bareJid, { name, groups: all.toSorted() }]),
  );
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
