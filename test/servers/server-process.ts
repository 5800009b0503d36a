import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/**
 * Runs the command as a child of a small shell, which is told on its standard input how to end it. When that input
 * closes without a word, the test process has ended (by SIGKILL, or as a worker thread that was torn down): then the
 * server is killed and its folder removed.
 */
const guard = `folder=$1; shift
exec 3<&0
"$@" </dev/null &
server=$!
(
  if read -r signal <&3; then kill -"$signal" $server
  else kill -KILL $server; sleep 1; rm -rf "$folder"
  fi
) >/dev/null 2>&1 &
exec 3<&-
wait $server`;

export interface ServerProcess {
  /** Resolves when the process has ended; `TERM` lets it close its clients' streams, `KILL` does not. */
  readonly end: (signal: "TERM" | "KILL") => Promise<void>;
}

/** Starts a server and resolves when all ports accept connections. Rejects with its output when it dies or is too slow. */
export async function startProcess(
  folder: string,
  command: readonly string[],
  env: Record<string, string>,
  ports: readonly number[],
): Promise<ServerProcess> {
  const child = spawn("/bin/sh", ["-c", guard, "sh", folder, ...command], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.stdin.on("error", () => {}); // the server died first; its exit is reported elsewhere
  const end = async (signal: "TERM" | "KILL") => {
    if (!isRunning(child)) return;
    const exited = once(child, "exit");
    child.stdin.write(`${signal}\n`);
    await exited;
  };
  const deadline = Date.now() + 20_000;
  for (const port of ports) {
    while (!(await accepts(port))) {
      if (!isRunning(child)) throw new Error(`${command[0]} ended at once:\n${output}`);
      if (Date.now() > deadline) {
        await end("KILL");
        throw new Error(`${command[0]} does not listen on port ${port}:\n${output}`);
      }
      await wait(20);
    }
  }
  return { end };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
