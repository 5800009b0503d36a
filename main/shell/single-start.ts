import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, rmdir, stat, symlink } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** One Kith a profile: the first start holds the profile's socket, a later one asks it there what to do. */
export type Start =
  | { readonly isFirst: true; readonly release: () => Promise<void> }
  /** `url` of the Kith that runs in a browser; null when it runs in a window of its own, which has come to the front. */
  | { readonly isFirst: false; readonly url: string | null };

/** What a Kith in a window of its own answers in place of an address. */
export const inWindow = "window";

/** Said to a start that asked for the demo where another Kith answers: that one goes on as it is. */
export const demoIsTooLate =
  "Kith already runs on this profile: it is shown as it is, and --demo is ignored.";

/** Attempts to find out who holds the profile while another Kith is just starting or leaving. */
const maxAttempts = 50;
const betweenAttemptsMs = 100;
/** How long the Kith that runs may take to answer; it may still be starting. */
const answerMs = 10_000;
/** Taking over a stale socket is a matter of milliseconds; who holds that lock for longer has died. */
const takeoverMs = 5_000;
/** The shortest room any system has for a socket's path, in bytes, its end included (macOS; Linux has 108). */
const maxSocketPathBytes = 104;

/**
 * Claims the profile. `answerLater` answers later starts, with a fresh address or `inWindow`, and may take until this one
 * is ready. Rejects when the one that runs does not answer.
 */
export async function claimProfile(profile: string, answerLater: () => Promise<string>): Promise<Start> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const answer = await askRunning(profile);
    if (answer !== null) return { isFirst: false, url: answer === inWindow ? null : answer };
    const release = await withTakeover(profile, async () => {
      // Another start may have been quicker between the question above and the lock.
      if ((await askRunning(profile)) !== null) return null;
      return hold(profile, answerLater);
    });
    if (release !== null) return { isFirst: true, release };
    await pause(betweenAttemptsMs);
  }
  throw new Error("the profile is held by a process that does not answer");
}

/** The address from the Kith that holds the profile; null when none does. */
async function askRunning(profile: string): Promise<string | null> {
  return atSocketPath(
    profile,
    (path) =>
      new Promise((resolve, reject) => {
        let text = "";
        const socket = createConnection(path);
        socket.setEncoding("utf8").setTimeout(answerMs, () => {
          socket.destroy();
          reject(new Error("the Kith that runs does not answer"));
        });
        socket.on("data", (chunk) => (text += chunk));
        socket.on("end", () => resolve(text === "" ? null : text));
        // Refused or absent: whoever held it has gone.
        socket.on("error", () => resolve(null));
      }),
  );
}

async function hold(profile: string, answerLater: () => Promise<string>): Promise<() => Promise<void>> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    void answerLater().then(
      (answer) => socket.end(answer),
      () => socket.destroy(),
    );
  });
  await atSocketPath(profile, async (path) => {
    if (process.platform !== "win32") await rm(path, { force: true });
    await listen(server, path);
    if (process.platform !== "win32") await chmod(path, 0o600);
  });
  return async () => {
    // Gone from the folder first, so that a start from now on does not find one that is about to leave.
    if (process.platform !== "win32") await rm(socketFile(profile), { force: true });
    server.close();
  };
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

/** Does `work` while no other start can take over this profile; null when one is just doing so. */
async function withTakeover<T>(profile: string, work: () => Promise<T>): Promise<T | null> {
  const lock = join(profile, "kith.lock");
  try {
    await mkdir(lock);
  } catch {
    const made = await stat(lock).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > takeoverMs)
      await rmdir(lock).catch(() => undefined);
    return null;
  }
  try {
    return await work();
  } finally {
    await rmdir(lock);
  }
}

function socketFile(profile: string): string {
  return join(profile, "kith.sock");
}

/** Gives `use` a path by which the profile's socket can be reached: a longer one goes through a link of our own. */
async function atSocketPath<T>(profile: string, use: (path: string) => Promise<T>): Promise<T> {
  if (process.platform === "win32") {
    const name = createHash("sha256").update(resolve(profile).toLowerCase()).digest("hex");
    return use(`\\\\.\\pipe\\kith-${name}`);
  }
  const path = socketFile(profile);
  if (Buffer.byteLength(path) < maxSocketPathBytes) return use(path);
  const folder = await mkdtemp(join(tmpdir(), "kith-"));
  try {
    await symlink(resolve(profile), join(folder, "p"));
    return await use(join(folder, "p", "kith.sock"));
  } finally {
    await rm(folder, { recursive: true });
  }
}
