import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, rename, rm, symlink, unlink } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { reasonOf } from "../system-trouble.ts";

/** One Kith per profile: the first start owns the profile, a later one asks it what to do. */
export type Start =
  | { readonly isFirst: true; readonly release: () => Promise<void> }
  /** `url` of the Kith that runs in a browser; null when it runs in a window of its own, which is then in front. */
  | { readonly isFirst: false; readonly url: string | null };

/** What a Kith with its own window answers instead of an address. */
export const inWindow = "window";

/** For a start that asked for the demo while another Kith runs: that one does not change. */
export const demoIsTooLate =
  "Kith already runs on this profile: it is shown as it is, and --demo is ignored.";

/** Attempts to find out who owns the profile while other Kiths are starting or quitting. */
const maxAttempts = 100;
/** The longest random wait between two attempts, in milliseconds, so that several starts do not retry at the same moment. */
const betweenAttemptsMs = 100;
/** How long the Kith that runs may take to answer; it may still be starting. */
const answerMs = 10_000;
/** The shortest room any system has for a socket's path, in bytes, its end included (macOS; Linux has 108). */
const maxSocketPathBytes = 104;

/**
 * Claims the profile. `answerLater` answers later starts, with a fresh address or `inWindow`, and may take until this one
 * is ready. An empty answer makes them ask again, because this one is quitting. Rejects if the running one does not answer.
 *
 * Each start listens on a socket of its own in the profile folder before it looks for others, so that of two starts at least
 * one sees the other. A start that sees no other alive is first. Only a socket shows whether its Kith is alive: the system
 * refuses a connection once its owner has ended, in whichever way. No file's age counts.
 */
export async function claimProfile(profile: string, answerLater: () => Promise<string>): Promise<Start> {
  const claimOnce = process.platform === "win32" ? claimPipe : claimSocket;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const start = await claimOnce(profile, answerLater);
    if (start !== null) return start;
    await pause(Math.random() * betweenAttemptsMs);
  }
  throw new Error("the profile is held by a process that does not answer");
}

/** One attempt; null if another start interfered and has ended since. */
async function claimSocket(profile: string, answerLater: () => Promise<string>): Promise<Start | null> {
  return inShortFolder(profile, async (folder) => {
    const name = `kith-${randomBytes(8).toString("hex")}.sock`;
    const claim = listenFor(answerLater);
    const release = async () => {
      // Remove the socket first, so that a new start does not find a Kith that is about to quit.
      await rm(join(profile, name), { force: true });
      claim.close();
    };
    try {
      // Nobody looks at a socket under its first name, so it is not taken for dead before it listens.
      const early = join(folder, `${name}.new`);
      await listen(claim.server, early);
      if (!(await takesName(early, join(folder, name)))) {
        await release();
        return null;
      }
      const answer = await askOthers(folder, name, () => claim.yieldTo());
      if (answer === undefined) {
        claim.hold();
        return { isFirst: true, release };
      }
      await release();
      return startFrom(answer);
    } catch (error) {
      await release();
      throw error;
    }
  });
}

/** False if another start has already won and deleted the early name. */
async function takesName(early: string, path: string): Promise<boolean> {
  try {
    await chmod(early, 0o600);
    await rename(early, path);
    return true;
  } catch (error) {
    if (reasonOf(error) === "ENOENT") return false;
    throw error;
  }
}

/**
 * The answer of another Kith that is alive; null if it ended instead, and undefined if there is none. Of two that claim the
 * profile at one moment the one with the later name gives up, before it waits for the other.
 */
async function askOthers(
  folder: string,
  own: string,
  giveUp: () => void,
): Promise<string | null | undefined> {
  const others = (await readdir(folder)).filter((name) => isSocket.test(name) && name !== own).toSorted();
  for (const name of others) {
    const path = join(folder, name);
    const other = await connect(path);
    if (other === null) {
      // Its name is used once, so nobody else listens there later. A socket that cannot be removed does no harm.
      await unlink(path).catch(() => undefined);
      continue;
    }
    if (name < own) giveUp();
    const answer = await other.answer;
    if (answer !== null || name < own) return answer;
    // It closed the connection: it is quitting, or it could not answer this time and still owns the profile.
    const still = await connect(path);
    still?.leave();
    if (still !== null) return null;
  }
  return undefined;
}

/** `kith.sock` is that of Kith 0.1. */
const isSocket = /^kith(?:-[0-9a-f]{16})?\.sock$/;

/** Windows gives a pipe's name to one process, and frees it when that ends. */
async function claimPipe(profile: string, answerLater: () => Promise<string>): Promise<Start | null> {
  const hash = createHash("sha256").update(resolve(profile).toLowerCase()).digest("hex");
  const path = `\\\\.\\pipe\\kith-${hash}`;
  const other = await connect(path);
  if (other !== null) return startFrom(await other.answer);
  const claim = listenFor(answerLater);
  try {
    await listen(claim.server, path);
  } catch {
    // Another start was quicker meanwhile.
    return null;
  }
  claim.hold();
  return {
    isFirst: true,
    release: async () => {
      claim.close();
    },
  };
}

function startFrom(answer: string | null): Start | null {
  return answer === null ? null : { isFirst: false, url: answer === inWindow ? null : answer };
}

interface Claim {
  readonly server: Server;
  /** We are the first: answer whoever asks. */
  readonly hold: () => void;
  /** We are not the first: tell whoever asks that nobody is here. */
  readonly yieldTo: () => void;
  readonly close: () => void;
}

/** A server that makes others wait until we know whether this start is the first. */
function listenFor(answerLater: () => Promise<string>): Claim {
  let decide: (isFirst: boolean) => void = () => undefined;
  const isFirst = new Promise<boolean>((resolve) => (decide = resolve));
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    void isFirst
      .then((holds) => (holds ? answerLater() : ""))
      .then(
        (answer) => socket.end(answer),
        () => socket.destroy(),
      );
  });
  const yieldTo = () => {
    decide(false);
    server.close();
  };
  return { server, hold: () => decide(true), yieldTo, close: yieldTo };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** A Kith that listens. */
interface Listening {
  /** Its answer; null if it closes the connection without one. */
  readonly answer: Promise<string | null>;
  readonly leave: () => void;
}

const hungUp: Listening = { answer: Promise.resolve(null), leave: () => undefined };

/** Who listens there; null if nobody does. */
function connect(path: string): Promise<Listening | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.setEncoding("utf8");
    socket.once("connect", () => {
      const answer = new Promise<string | null>((answered, failed) => {
        let text = "";
        socket.setTimeout(answerMs, () => {
          socket.destroy();
          failed(new Error("the Kith that runs does not answer"));
        });
        socket.on("data", (chunk) => (text += String(chunk)));
        socket.on("close", () => answered(text === "" ? null : text));
      });
      resolve({ answer, leave: () => socket.destroy() });
    });
    socket.on("error", (error) => {
      // If it was connected, `close` follows, and nobody waits for this any more.
      const reason = reasonOf(error);
      if (isNobody.has(reason)) resolve(null);
      // It was just closing.
      else if (reason === "ECONNRESET") resolve(hungUp);
      else reject(error);
    });
  });
}

/** The system's errors where no process listens: a dead socket, a plain file, a folder, nothing at all. */
const isNobody = new Set(["ECONNREFUSED", "ENOENT", "ENOTSOCK", "ENOTDIR", "ELOOP", "EINVAL", "EPROTOTYPE"]);

/** Gives `use` a path of the folder that leaves room for a socket's name: a longer path goes through a link of our own. */
async function inShortFolder<T>(profile: string, use: (folder: string) => Promise<T>): Promise<T> {
  const longest = join(profile, `kith-${"0".repeat(16)}.sock.new`);
  if (Buffer.byteLength(longest) < maxSocketPathBytes) return use(profile);
  const link = await mkdtemp(join(tmpdir(), "kith-"));
  try {
    await symlink(resolve(profile), join(link, "p"));
    return await use(join(link, "p"));
  } finally {
    await rm(link, { recursive: true });
  }
}
