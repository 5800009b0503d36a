import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../system-trouble.ts";
import { bootstrapLifeMs } from "./tokens.ts";

/**
 * Opens the address in the person's browser. Everybody on the machine can read a program's arguments, and the address
 * contains a token. So the browser gets a file that only its owner can read and that redirects to the address. The file is
 * deleted once the token expires. Resolves with whether the system accepted the file.
 */
export async function openInBrowser(url: string, profile: string): Promise<boolean> {
  // RULE Y4: created exclusively, under a name that nobody can guess.
  const file = join(profile, `open-${randomUUID()}.html`);
  const page = `<!doctype html><title>Kith</title><meta http-equiv="refresh" content="0; url=${url}">\n`;
  try {
    await writeFile(file, page, { mode: 0o600, flag: "wx" });
  } catch (error) {
    // A system error is not fatal; a bug is.
    reasonOf(error);
    await forget(file);
    return false;
  }
  setTimeout(() => void forget(file), bootstrapLifeMs).unref();
  const [program, ...args] = opener();
  return new Promise((resolve) => {
    const child = spawn(program, [...args, file], { detached: true, stdio: "ignore" });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
    child.unref();
  });
}

/** Deletes the files that earlier calls may have left. */
export async function deleteAddressFiles(profile: string): Promise<void> {
  const names = await readdir(profile).catch(() => []);
  await Promise.all(
    names
      .filter((name) => /^open-[0-9a-f-]{36}\.html$/.test(name))
      .map((name) => forget(join(profile, name))),
  );
}

/** A file that cannot be deleted does little harm: its token works once, for a minute. */
async function forget(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}

function opener(): [string, ...string[]] {
  if (process.platform === "darwin") return ["open"];
  return process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
}
