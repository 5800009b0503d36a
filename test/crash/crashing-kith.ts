import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import type { BareJid } from "../../app/jid.ts";
import type { AccountSnapshot } from "../../app/patch.ts";
import { createKith } from "../../main/kith.ts";
import { connect } from "../../main/xmpp/connection/connect.ts";
import type { Stream } from "../../main/xmpp/connection/stream.ts";

/*
 * Kith in a process of its own that edits a contact and kills itself at step N: before, within and after each write to
 * the journal, around each fsync, and around each roster set, its reply and its push. It names the steps it reaches on
 * standard output, and says "taken" when the command has answered.
 */

/** What the process is told on its command line. */
export interface CrashOrder {
  readonly profile: string;
  readonly account: BareJid;
  readonly contact: BareJid;
  readonly port: number;
  readonly authority: string;
  /** The step to die at; 0 for none. */
  readonly killAt: number;
}

const order = JSON.parse(process.argv[2] ?? "") as CrashOrder;
const { writeSync, fsync } = fs;
let step = 0;
let isCounting = false;

function say(text: string): void {
  writeSync(1, `${text}\n`);
}

/** `last` runs if this is the fatal step. */
function reach(name: string, last: () => unknown = () => undefined): void {
  if (!isCounting) return;
  step += 1;
  say(`${step} ${name}`);
  if (step !== order.killAt) return;
  last();
  process.kill(process.pid, "SIGKILL");
  // The signal may take a moment, in which nothing more must happen.
  for (;;);
}

function watchDisk(): void {
  const write = (descriptor: number, content: Buffer | string, offset = 0) => {
    const bytes = Buffer.from(content).subarray(offset);
    reach(`before writing ${bytes.toString().slice(0, 40)}`);
    reach("within writing", () => writeSync(descriptor, bytes.subarray(0, bytes.length / 2)));
    const written = writeSync(descriptor, bytes);
    reach("after writing");
    return written;
  };
  const flush = (descriptor: number, done: (error: NodeJS.ErrnoException | null) => void) => {
    reach("before fsync");
    fsync(descriptor, (error) => {
      reach("after fsync");
      done(error);
    });
  };
  Object.assign(fs, { writeSync: write, fsync: flush });
  syncBuiltinESMExports();
}

function watchWire(stream: Stream): Stream {
  return new Proxy(stream, {
    get(target, key) {
      if (key !== "request") return Reflect.get(target, key, target) as unknown;
      const request: Stream["request"] = async (iq, timeout) => {
        reach(`before ${iq.attrs["type"]}`);
        const reply = target.request(iq, timeout);
        setImmediate(() => {
          reach("on the wire");
        });
        const answer = await reply;
        reach("reply");
        return answer;
      };
      return request;
    },
    set(target, key, value) {
      if (key !== "onStanza") return Reflect.set(target, key, value, target);
      target.onStanza = (stanza) => {
        reach(`before ${stanza.name}`);
        const isTaken = (value as Stream["onStanza"])(stanza);
        reach(`after ${stanza.name}`);
        return isTaken;
      };
      return true;
    },
  });
}

watchDisk();
const { profile, account, contact, port, authority } = order;
const kith = await createKith({
  profile,
  version: "test",
  languages: ["en"],
  extraAuthorities: [authority],
  connect: async (options) => {
    const result = await connect(options);
    return result.ok ? { ok: true, value: watchWire(result.value) } : result;
  },
});

const { handlers, onPatch } = kith;
function until(fits: (state: AccountSnapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = async () => {
      const result = await handlers.snapshot({});
      const state = result.ok ? result.value.accounts.find((one) => one.account === account) : undefined;
      if (state !== undefined && fits(state)) resolve();
    };
    onPatch(() => void check());
    void check();
  });
}

const server = { host: "127.0.0.1", port, security: "direct-tls" } as const;
const signedIn = await handlers.signIn({ address: account, password: "secret", staySignedIn: false, server });
if (!signedIn.ok) throw new Error(signedIn.failure.code);
await until(({ list, contacts }) => list.state === "confirmed" && contacts.length > 0);
isCounting = true;
const deltas = [
  { do: "rename", name: "Mine" },
  { do: "join", group: "K" },
] as const;
const taken = await handlers.editContact({ account, contact, deltas: [...deltas] });
say(taken.ok ? "taken" : taken.failure.code);
await until(({ edits }) => edits.length === 0);
say("settled");
process.exit(0);
