import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removalWait } from "../../main/edits/removal-wait.ts";
import type { CommandInput, CommandName, CommandOutput } from "../../app/contract.ts";
import { commandInputs } from "../../app/contract.ts";
import type { Contact } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import type { AccountSnapshot, Patch, Snapshot } from "../../app/patch.ts";
import type { Result } from "../../app/result.ts";
import { createKith, type Kith, type KithOptions } from "../../main/kith.ts";
import type { TestServer } from "../servers/test-server.ts";
import { handClock, type HandClock } from "./hand-clock.ts";

/** Kith without a window, for tests: the application object on a scratch profile, called as a page would. */
export interface KithClient {
  readonly kith: Kith;
  readonly profile: string;
  readonly account: BareJid;
  readonly patches: readonly Patch[];
  /** Calls a command through its schema. */
  readonly call: <N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ) => Promise<Result<CommandOutput<N>>>;
  readonly signIn: (password?: string, security?: "starttls" | "direct-tls") => Promise<Result<null>>;
  readonly snapshot: () => Promise<Snapshot>;
  readonly state: () => Promise<AccountSnapshot>;
  readonly contact: (address: string) => Promise<Contact | undefined>;
  /** The account as soon as it matches, now or after a later patch. Rejects after `timeoutMs` with its last state. */
  readonly until: (fits: (state: AccountSnapshot) => boolean, timeoutMs?: number) => Promise<AccountSnapshot>;
  /** Ends the wait of every removal, so that it is sent. No wait ends by itself. */
  readonly endWaits: () => void;
  /** Removes a contact without a wait. */
  readonly remove: (contact: string) => Promise<void>;
  /** Ends this Kith and starts another on the same profile. */
  readonly restart: () => Promise<KithClient>;
  readonly close: () => Promise<void>;
}

/** The server where a test's Kith signs in. */
type Home = Pick<TestServer, "domain" | "authority" | "directTlsPort"> & Partial<TestServer>;

export async function kithClient(
  server: Home,
  user: string,
  profile?: string,
  more: Partial<KithOptions> = {},
): Promise<KithClient> {
  const folder = profile ?? (await mkdtemp(join(tmpdir(), "kith-profile-")));
  const account = `${user}@${server.domain}` as BareJid;
  const clocks: HandClock[] = [];
  const kith = await createKith({
    profile: folder,
    version: "test",
    languages: ["en"],
    extraAuthorities: [server.authority],
    makeClock: () => {
      const clock = handClock();
      clocks.push(clock);
      return clock;
    },
    ...more,
  });
  const patches: Patch[] = [];
  const checks = new Set<() => void>();
  kith.onPatch((patch) => {
    patches.push(patch);
    for (const check of checks) check();
  });
  const call: KithClient["call"] = (name, input) => {
    const handler = kith.handlers[name] as (parsed: unknown) => Promise<Result<never>>;
    return handler(commandInputs[name].parse(input));
  };
  const snapshot = async () => {
    const result = await call("snapshot", {});
    if (!result.ok) throw new Error(result.failure.code);
    return result.value;
  };
  const find = async () => (await snapshot()).accounts.find((one) => one.account === account);
  const state = async () => {
    const found = await find();
    if (found === undefined) throw new Error(`${account} is not there`);
    return found;
  };
  const until: KithClient["until"] = (fits, timeoutMs = 5_000) =>
    new Promise((resolve, reject) => {
      const check = () => {
        void find().then((found) => {
          if (found === undefined || !fits(found)) return;
          checks.delete(check);
          clearTimeout(timer);
          resolve(found);
        });
      };
      const timer = setTimeout(() => {
        checks.delete(check);
        void find().then((found) => {
          reject(new Error(`${account} never fitted: ${JSON.stringify(found).slice(0, 4_000)}`));
        });
      }, timeoutMs);
      checks.add(check);
      check();
    });
  const endWaits = () => {
    for (const clock of clocks) clock.turn(removalWait);
  };
  const close = async () => {
    await kith.close();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    kith,
    profile: folder,
    account,
    patches,
    call,
    snapshot,
    state,
    until,
    close,
    contact: async (address) => (await state()).contacts.find((one) => one.bareJid === address),
    signIn: (password = "secret", security = "starttls") =>
      call("signIn", {
        address: account,
        password,
        staySignedIn: false,
        server: {
          host: "127.0.0.1",
          port: (security === "starttls" ? server.starttlsPort : undefined) ?? server.directTlsPort,
          security,
        },
      }),
    remove: async (contact) => {
      await call("removeContacts", { account, batch: null, contacts: [contact] });
      endWaits();
    },
    endWaits,
    restart: async () => {
      await kith.close();
      return kithClient(server, user, folder, more);
    },
  };
}
