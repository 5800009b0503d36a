import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProsody } from "../servers/prosody.ts";
import type { Target } from "./subjects/subject.ts";

/** A private Prosody for the bench, and a file with its certificate authority. */
export interface Ground {
  readonly authorityFile: string;
  /** Makes an account whose list has `people` contacts in 40 groups. */
  readonly account: (user: string, people: number) => Promise<Target>;
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
    authorityFile,
    async account(user, people) {
      await server.addAccount(user, "secret");
      // Nobody shares a status: the list is measured, and not the probes and presences that follow it.
      await server.seedRoster(
        user,
        Array.from({ length: people }, (_, index) => ({
          jid: personAddress(index),
          name: `Person ${String(index).padStart(5, "0")}`,
          groups: [`Group ${index % groupCount}`],
          subscription: "none",
        })),
      );
      return { domain: server.domain, port: server.starttlsPort, user, password: "secret" };
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
