import { fail, ok, type Result } from "../../app/result.ts";
import { reasonOf } from "../system-trouble.ts";
import { connect } from "../xmpp/connection/connect.ts";
import { beats, requests } from "./cast/beats.ts";
import { wallClock, type Clock } from "../clock.ts";
import { crowd } from "./cast/crowd.ts";
import { people, self } from "./cast/people.ts";
import { domainsOf, setUp, type Piece } from "./cast/play.ts";
import { type DemoServer, startDemoServer } from "./server/demo-server.ts";

export interface DemoOptions {
  /** A crowd of this size; null: the cast. */
  readonly contacts: number | null;
  /** The system's clock, unless a test controls it. */
  readonly clock?: Clock;
  /** Decides what happens after the script, and who the people of a crowd are. */
  readonly seed?: number;
}

/** A running demo: an account to sign in to, and what happens around it. */
export interface Demo {
  readonly address: string;
  readonly password: string;
  /** Connects as Kith always does, but to the demo's server alone. */
  readonly connect: typeof connect;
  /** Starts the script. Call it once, when the account is online. */
  readonly begin: () => void;
  /** Stops the clock and the server. Nothing is left. */
  readonly close: () => Promise<void>;
}

/** Starts the demo within this process; `demo-unavailable` if the system gives it no port. */
export async function startDemo({
  contacts,
  clock = wallClock(),
  seed = 1,
}: DemoOptions): Promise<Result<Demo>> {
  const piece = contacts === null ? thePlay : ofCrowd(contacts, seed);
  let server: DemoServer;
  try {
    server = await startDemoServer({ domains: domainsOf(piece.people, self) });
  } catch (error) {
    // Anything but a system error is a bug and is thrown on.
    return fail("demo-unavailable", { reason: reasonOf(error) });
  }
  const password = server.addAccount(self);
  const begin = setUp(piece, server, self, clock, seed);
  return ok({
    address: self,
    password,
    connect: (options) => connect({ ...options, endpoint: server.clearText }),
    begin,
    close: async () => {
      clock.stop();
      await server.close();
    },
  });
}

const thePlay: Piece = { people, requests, beats, pace: { least: 5_000, more: 9_000 } };

function ofCrowd(contacts: number, seed: number): Piece {
  return { people: crowd(contacts, seed), requests: [], beats: [], pace: { least: 400, more: 1_600 } };
}
