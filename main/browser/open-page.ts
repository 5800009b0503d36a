import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bootstrapLifeMs } from "./tokens.ts";

/**
 * Opens the address in the person's browser. Everybody on the machine can read a program's arguments, and the address
 * holds a token: so the browser is given a file that only its owner can read and that leads there. The file goes when
 * the token has. Resolves with whether the system took it.
 */
export async function openPage(url: string, profile: string): Promise<boolean> {
  const file = join(profile, "open.html");
  await rm(file, { force: true });
  await writeFile(
    file,
    `<!doctype html><title>Kith</title><meta http-equiv="refresh" content="0; url=${url}">\n`,
    {
      mode: 0o600,
      flag: "wx",
    },
  );
  setTimeout(() => void rm(file, { force: true }), bootstrapLifeMs).unref();
  const [program, ...args] = opener();
  return new Promise((resolve) => {
    const child = spawn(program, [...args, file], { detached: true, stdio: "ignore" });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
    child.unref();
  });
}

/** Takes back the file that an earlier `openPage` may have left. */
export async function forgetPage(profile: string): Promise<void> {
  await rm(join(profile, "open.html"), { force: true });
}

function opener(): [string, ...string[]] {
  if (process.platform === "darwin") return ["open"];
  return process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
}
