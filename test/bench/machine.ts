import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { chromiumVersion } from "./open-kith.ts";

/** How busy the machine was in the last minute, in processes that wanted a core. */
export const load = () => loadavg()[0] ?? 0;

/** One line: what the numbers were taken on, and when. */
export async function machineLine(loadBefore: number): Promise<string> {
  const cores = cpus();
  // From the package, because Prosody cannot print its version without starting.
  const { stdout } = spawnSync("dpkg", ["-s", "prosody"], { encoding: "utf8" });
  const prosody = /^Version: (.+)$/m.exec(stdout ?? "")?.[1] ?? "of unknown version";
  const parts = [
    `${cores[0]?.model.trim() ?? "unknown processor"}, ${cores.length} cores`,
    `Node.js ${process.versions.node}`,
    `Prosody ${prosody}`,
    `Chromium ${await chromiumVersion()}`,
    `load ${loadBefore.toFixed(1)} before the run`,
    new Date().toISOString().slice(0, 10),
  ];
  return `Taken on: ${parts.join("; ")}.`;
}
