import { randomBytes } from "node:crypto";
import type { BareJid } from "../../../app/jid.ts";
import type { DemoServer } from "../server/demo-server.ts";
import type { SeededItem, SeededRequest } from "../server/seed.ts";
import { Actor, type Stage } from "./actor.ts";
import type { Beat, Deed } from "./beats.ts";
import type { Clock } from "../../clock.ts";
import { beginLife, type Living, type Pace } from "./life.ts";
import { renameElsewhere } from "./other-device.ts";
import { drawAvatar } from "./picture/draw.ts";
import { seenFromTheirs, type Person } from "./person.ts";
import { seededRandom } from "./random.ts";

/** A script: who is there, who asked before, what happens first, and how often something happens afterwards. */
export interface Piece {
  readonly people: readonly Person[];
  readonly requests: readonly SeededRequest[];
  readonly beats: readonly Beat[];
  readonly pace: Pace;
}

/** The domains that the server has to serve for this script. */
export function domainsOf(people: readonly Pick<Person, "address">[], self: string): string[] {
  return [...new Set([self, ...people.map(({ address }) => address)].map(domainOf))];
}

/**
 * Makes the accounts, lists and pictures of a script, and sends everybody's first presence. Returns a function that starts
 * the events: call it once, when the demo's account is online. The clock ends them.
 */
export function setUp(
  piece: Piece,
  server: DemoServer,
  self: BareJid,
  clock: Clock,
  seed: number,
): () => void {
  let id = 0;
  const stage: Stage = { server, clock, self, nextId: () => `demo-${(id += 1)}` };
  const cast = new Map(piece.people.map((person) => [person.address, person]));
  // Nobody signs in as one of them. They share one secret: a hundred thousand would take a quarter of a second.
  const secret = randomBytes(24).toString("base64url");
  for (const [account, person] of cast) {
    server.addAccount(account, secret);
    seedTheirs(server, self, person, piece.requests);
    if (person.picture !== null) server.setAvatar(account, drawAvatar(person.picture));
  }
  server.seedRoster(self, [...cast.values()].flatMap(itemsOf), piece.requests);
  for (const { address, listed } of cast.values())
    if (listed?.isBlocked === true) server.block(self, address);

  // Most of a hundred thousand never do anything.
  const living: Living[] = [];
  const actors = new Map<BareJid, Actor>();
  const actorOf = (account: BareJid): Actor | undefined => {
    const person = cast.get(account);
    const actor = actors.get(account) ?? (person && new Actor(account, person, stage));
    if (actor !== undefined) actors.set(account, actor);
    return actor;
  };
  for (const [account, { opening, later }] of cast) {
    for (const mood of opening) actorOf(account)?.appear(mood);
    const actor = later.length > 0 ? actorOf(account) : undefined;
    if (actor !== undefined) living.push({ actor, later });
  }

  return () => {
    for (const { at, who, deed } of piece.beats)
      clock.after(at, () => perform(deed, who, actorOf(who), stage));
    const last = Math.max(0, ...piece.beats.map(({ at }) => at));
    clock.after(last, () => beginLife(living, piece.pace, clock, seededRandom(seed)));
  };
}

function perform(deed: Deed, who: BareJid, actor: Actor | undefined, stage: Stage): void {
  switch (deed.kind) {
    case "be":
      return actor?.be(deed.mood);
    case "ask":
      return actor?.ask(deed.message, deed.nickname);
    case "withdraw":
      return actor?.withdraw();
    case "answer":
      return actor?.answer(deed.answer);
    case "be-renamed":
      return renameElsewhere(stage, who, deed.name);
  }
}

/** The other side's roster item: what the two servers know must agree (RFC 6121 A). */
function seedTheirs(
  server: DemoServer,
  self: BareJid,
  { address, listed }: Person,
  requests: readonly SeededRequest[],
): void {
  const asks = requests.some((request) => request.address === address);
  if (listed === null && !asks) return;
  const item = { address: self, subscription: seenFromTheirs(listed?.subscription ?? "none"), ask: asks };
  server.seedRoster(address, [item], listed?.ask === true ? [{ address: self }] : []);
}

function itemsOf({ address, listed }: Person): SeededItem[] {
  if (listed === null) return [];
  const { name, groups, subscription, ask } = listed;
  return [{ address, name, groups, subscription, ask }];
}

function domainOf(address: string): string {
  return address.slice(address.indexOf("@") + 1);
}
