import { afterAll, beforeAll, describe } from "vitest";
import { startDemo } from "../servers/demo.ts";
import { startEjabberd } from "../servers/ejabberd.ts";
import { startProsody } from "../servers/prosody.ts";
import type { TestServer } from "../servers/test-server.ts";

const starters = { prosody: () => startProsody(), ejabberd: () => startEjabberd(), demo: () => startDemo() };

let accounts = 0;

/** A server that was started for this file, and accounts on it that no other test uses. */
export interface Ground {
  readonly server: () => TestServer;
  /** A new account with the password "secret"; gives its user name. */
  readonly newAccount: (name?: string) => Promise<string>;
}

/** Runs the same tests against a private Prosody, a private ejabberd and the demo's server, each started once for the file. */
export function onEveryServer(title: string, tests: (ground: Ground) => void): void {
  describe.each(Object.keys(starters) as (keyof typeof starters)[])(`${title} (%s)`, (kind) => {
    let running: TestServer | undefined;
    const server = () => {
      if (!running) throw new Error("The server runs only while tests do");
      return running;
    };
    beforeAll(async () => {
      running = await starters[kind]();
    });
    afterAll(() => running?.stop());
    tests({
      server,
      async newAccount(name = "romeo") {
        accounts += 1;
        const user = `${name}${accounts}`;
        await server().addAccount(user, "secret");
        return user;
      },
    });
  });
}
