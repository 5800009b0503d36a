import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProsody } from "../servers/prosody.ts";
import type { TestServer } from "../servers/test-server.ts";
import type { Target } from "./subjects/subject.ts";

/** A private Prosody for the bench, and a file with its certificate authority. */
export interface Ground {
  readonly server: TestServer;
  readonly authorityFile: string;
  /** Makes an account whose list has `people` contacts in 40 groups; `friends`, in one of their own, share their status. */
  readonly account: (user: string, people: number, friends?: readonly string[]) => Promise<Target>;
  readonly stop: () => Promise<void>;
}

export const groupCount = 40;

/** The address of one of the people on the seeded lists. */
export const personAddress = (index: number) => `person${index}@example.test`;

export async function startGround(): Promise<Ground> {
  const server = await startProsody();
  const folder = await mkdtemp(join(tmpdir(), "kith-bench-"));
  const authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, server.authority);
  return {
    server,
    authorityFile,
    async account(user, people, friends = []) {
      await server.addAccount(user, "secret");
      // Only `friends` share a status, so that the list is measured without the probes and presence that follow it.
      const strangers = Array.from({ length: people }, (_, index) => ({
        jid: personAddress(index),
        name: `Person ${String(index).padStart(5, "0")}`,
        groups: [`Group ${index % groupCount}`],
        subscription: "none" as const,
      }));
      const known = friends.map((name) => ({
        jid: `${name}@${server.domain}`,
        name,
        groups: ["Friends"],
        subscription: "both" as const,
      }));
      await server.seedRoster(user, [...strangers, ...known]);
      return { domain: server.domain, port: server.starttlsPort, user, password: "secret" };
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
