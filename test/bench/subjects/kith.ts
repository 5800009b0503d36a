import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBareJid } from "../../../app/jid.ts";
import type { Patch } from "../../../app/patch.ts";
import { createKith } from "../../../main/kith.ts";
import type { Subject, Target } from "./subject.ts";

/** The whole application without its page: from the command a page would send to the patch it would get. */
export async function kithSubject(target: Target): Promise<Subject> {
  const profile = await mkdtemp(join(tmpdir(), "kith-bench-"));
  const kith = await createKith({ profile, version: "bench", languages: ["en"] });
  const address = `${target.user}@${target.domain}`;
  const account = keyOf(address);

  /** When the first patch that fits was published. */
  const published = (fits: (changed: NonNullable<Patch["changed"]>) => boolean) =>
    new Promise<number>((resolve) => {
      const stop = kith.onPatch(({ changed }) => {
        if (changed === undefined || !fits(changed)) return;
        stop();
        resolve(performance.now());
      });
    });

  return {
    async signIn() {
      const listed = published(({ list }) => list?.state === "confirmed");
      const started = performance.now();
      const answer = await kith.handlers.signIn({
        address,
        password: target.password,
        staySignedIn: false,
        server: { host: "127.0.0.1", port: target.port, security: "starttls" },
      });
      if (!answer.ok) throw new Error(answer.failure.code);
      return (await listed) - started;
    },
    async rename(address, name) {
      const contact = keyOf(address);
      const renamed = published(({ contacts }) =>
        (contacts?.set ?? []).some((one) => one.bareJid === contact && one.name === name),
      );
      const started = performance.now();
      const answer = await kith.handlers.editContact({
        account,
        contact,
        deltas: [{ do: "rename", name }],
      });
      if (!answer.ok) throw new Error(answer.failure.code);
      return (await renamed) - started;
    },
    async end() {
      await kith.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

function keyOf(address: string) {
  const key = toBareJid(address);
  if (key === undefined) throw new Error(`${address} is no address`);
  return key;
}
