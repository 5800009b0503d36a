import { deepEqual } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { BareJid } from "../../app/jid.ts";
import type { AccountSnapshot } from "../../app/patch.ts";
import { plainClient, type PlainClient } from "../servers/plain-client.ts";
import type { TestServer } from "../servers/test-server.ts";
import { kithClient, type KithClient } from "../support/kith-client.ts";
import { type Excuse, excuses, Pair, type Shown, type Type } from "./appendix-a.ts";
import type { Ground } from "./on-every-server.ts";

/** What the person can do in Kith about one contact. */
export const acts = [
  "add",
  "add-and-ask",
  "ask",
  "withdraw",
  "stop-seeing",
  "share",
  "stop-sharing",
  "accept",
  "deny",
  "remove",
] as const;
export type Act = (typeof acts)[number];

/** One thing that happens: the person does it in Kith, or the contact's client sends it. */
export type Step = { readonly kith: Act } | { readonly contact: Type };

/** A contact that Kith changes last: once that set was read, all earlier ones were too. */
const marker = "marker@example.test" as BareJid;

/** One Kith on a server, which meets a new contact for each sequence of steps. */
export class AppendixGround {
  readonly #ground: Ground;
  readonly #kith: KithClient;
  readonly #fullJid: string;
  #marks = 0;

  private constructor(ground: Ground, kith: KithClient, fullJid: string) {
    this.#ground = ground;
    this.#kith = kith;
    this.#fullJid = fullJid;
  }

  static async start(ground: Ground): Promise<AppendixGround> {
    const user = await ground.newAccount("juliet");
    const kith = await kithClient(ground.server(), user);
    // Our own other device learns Kith's full address from its presence.
    const device = await plainClient(ground.server(), user, "secret");
    await device.send("<presence><priority>-1</priority></presence>");
    await kith.signIn();
    const seen = await device.waitFor(
      ({ name, attrs }) =>
        name === "presence" && attrs["type"] === undefined && attrs["from"] !== device.fullJid,
    );
    await device.close();
    const more = { name: "0", groups: [], message: "", ask: false };
    await kith.call("addContact", { account: kith.account, address: marker, ...more });
    await kith.until(({ contacts, edits }) => contacts.length === 1 && edits.length === 0);
    return new AppendixGround(ground, kith, seen.attrs["from"] ?? "");
  }

  close(): Promise<void> {
    return this.#kith.close();
  }

  /**
   * Takes the steps with a new contact and compares, after each, what Kith shows with what the oracle says. Throws with the
   * steps so far where they differ. Gives the oracle as it ends.
   */
  async play(steps: readonly Step[]): Promise<Pair> {
    const server = this.#ground.server();
    const peer = await plainClient(server, await this.#ground.newAccount("romeo"), "secret");
    const pair = new Pair(traitsOf(server.kind));
    try {
      await peer.appear();
      const taken: string[] = [];
      for (const step of steps) {
        taken.push("kith" in step ? step.kith : `contact: ${step.contact}`);
        await this.#take(pair, peer, step);
        await this.#compare(pair, peer, taken);
      }
      return pair;
    } finally {
      await peer.close();
    }
  }

  async #take(pair: Pair, peer: PlainClient, step: Step): Promise<void> {
    const { account } = this.#kith;
    if ("contact" in step) {
      pair.send(pair.contact, step.contact);
      await peer.send(`<presence type="${step.contact}" to="${account}" id="${randomUUID()}"/>`);
      return;
    }
    expectOf(pair, step.kith);
    const contact = peer.bareJid as BareJid;
    switch (step.kith) {
      case "add":
      case "add-and-ask": {
        const more = { name: "Romeo", groups: [], message: "", ask: step.kith === "add-and-ask" };
        await this.#kith.call("addContact", { account, address: contact, ...more });
        return;
      }
      case "accept":
      case "deny":
        await this.#kith.call("answerRequest", { account, contact, answer: step.kith });
        return;
      case "remove":
        // Nobody else can be removed on the page.
        if ((await this.#kith.contact(contact)) !== undefined) await this.#kith.remove(contact);
        return;
      case "ask":
      case "withdraw":
      case "stop-seeing":
      case "share":
      case "stop-sharing":
        await this.#kith.call("subscription", { account, contact, act: step.kith, message: "" });
    }
  }

  /** Waits until everything sent has arrived on both sides, then until Kith shows what it should. */
  async #compare(pair: Pair, peer: PlainClient, taken: readonly string[]): Promise<void> {
    const { account, call, until, state } = this.#kith;
    this.#marks += 1;
    const name = String(this.#marks);
    await call("editContact", { account, contact: marker, deltas: [{ do: "rename", name }] });
    await until(
      ({ contacts, edits }) => edits.length === 0 && contacts.some((contact) => contact.name === name),
    );
    await peer.ask("get", `<ping xmlns="urn:xmpp:ping"/>`, this.#fullJid);
    const wanted = pair.shown(pair.person);
    const isThere = (now: AccountSnapshot) => isEqual(shownBy(now, peer), wanted);
    const now = await until(isThere, 3_000).catch(() => state());
    const told = `${taken.join(", ")} (${pair.person.state}, they ${pair.contact.state})`;
    deepEqual({ ...shownBy(now, peer), told }, { ...wanted, told });
  }
}

/** What Kith sends for an act, by its own rules: nothing about somebody it does not list, no answer without a request. */
function expectOf(pair: Pair, act: Act): void {
  const { person } = pair;
  const { isListed, hasRequest } = pair.shown(person);
  switch (act) {
    case "add":
    case "add-and-ask":
      if (isListed) return;
      pair.list(person);
      if (act === "add-and-ask") pair.send(person, "subscribe");
      return;
    case "ask":
      if (isListed) pair.send(person, "subscribe");
      return;
    case "withdraw":
    case "stop-seeing":
      if (isListed) pair.send(person, "unsubscribe");
      return;
    case "share":
      if (isListed && hasRequest) pair.send(person, "subscribed");
      return;
    case "accept":
      if (hasRequest) pair.send(person, "subscribed");
      return;
    case "stop-sharing":
      if (isListed) pair.send(person, "unsubscribed");
      return;
    case "deny":
      if (hasRequest) pair.send(person, "unsubscribed");
      return;
    case "remove":
      if (isListed) pair.remove(person);
  }
}

/** The excuses of this server, and no other's. */
function traitsOf(kind: TestServer["kind"]) {
  return {
    offersPreApproval: kind === "prosody",
    excuses: (Object.keys(excuses) as Excuse[]).filter((excuse) => excuses[excuse] === kind),
  };
}

function shownBy({ contacts, requests }: AccountSnapshot, { bareJid }: PlainClient): Shown {
  const contact = contacts.find((one) => one.bareJid === bareJid);
  return {
    subscription: contact?.subscription ?? "none",
    ask: contact?.ask ?? false,
    hasRequest: requests.some((one) => one.bareJid === bareJid),
    isListed: contact !== undefined,
  };
}

function isEqual(a: Shown, b: Shown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
