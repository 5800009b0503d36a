import { appendFileSync } from "node:fs";
import { Socket } from "node:net";
import dns from "node:dns";

/*
 * Loaded by a Kith under test before anything else (`node --import`): records, one per line, which addresses the process
 * connects to and which names it looks up, in the file that KITH_NETWORK_RECORD names. Nothing else changes.
 */
const file = process.env["KITH_NETWORK_RECORD"];
if (file === undefined) throw new Error("KITH_NETWORK_RECORD names no file");

/**
 * Writes a line before each call of this method, which then runs as usual.
 * @param {object} owner
 * @param {string} name
 * @param {(args: readonly unknown[]) => string} lineOf
 */
function recordCalls(owner, name, lineOf) {
  /** @type {unknown} */
  const work = Reflect.get(owner, name);
  if (typeof work !== "function") return;
  const value = new Proxy(work, {
    apply: (target, self, /** @type {unknown[]} */ args) => {
      appendFileSync(String(file), `${lineOf(args)}\n`);
      return /** @type {unknown} */ (Reflect.apply(target, self, args));
    },
  });
  Object.defineProperty(owner, name, { value });
}

recordCalls(Socket.prototype, "connect", (args) => {
  // What `net.connect` passes on is an array of what it was given.
  const [given] = /** @type {readonly unknown[]} */ (Array.isArray(args[0]) ? args[0] : args);
  const { path, host, port } = /** @type {{ path?: string, host?: string, port?: number }} */ (given);
  return path === undefined ? `dial ${host ?? "localhost"} ${port}` : "dial file";
});

for (const module of [dns, dns.promises]) {
  for (const name of Object.keys(module).filter((key) => /^(lookup|resolve)/.test(key)))
    recordCalls(module, name, (args) => `${name} ${String(args[0])}`);
}
