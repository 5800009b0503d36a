import { join } from "node:path";
import { readJson } from "./read-json.mjs";

/**
 * A sentence if this Node is older than package.json requires, otherwise null.
 * @param {string} root
 */
export function nodeTrouble(root, running = process.versions.node) {
  /** @type {{ engines: { node: string } }} */
  const { engines } = readJson(join(root, "package.json"));
  const wanted = engines.node.replace(/^\D+/, "");
  const [major = 0, minor = 0] = running.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return null;
  return `Kith needs Node.js ${wanted} or newer; this is ${running}.`;
}
