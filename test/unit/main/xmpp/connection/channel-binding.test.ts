import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { type AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { connect, createServer, type SecureVersion, type TLSSocket } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { channelBindings } from "../../../../../main/xmpp/connection/channel-binding.ts";
import { scratchFolder } from "../../../../servers/scratch-folder.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).toReversed()) cleanup();
});

/** A TLS server whose certificate has a key of this kind, and connections to it, seen from both ends. */
async function tlsServer(key: readonly string[], version: SecureVersion) {
  const folder = scratchFolder("binding");
  cleanups.push(folder.remove);
  const made = ["req", "-x509", ...key, "-nodes", "-keyout", "key", "-out", "crt", "-subj", "/CN=x"];
  execFileSync("openssl", made, { cwd: folder.path, stdio: "pipe" });
  const read = (name: string) => readFileSync(join(folder.path, name));
  const server = createServer({ key: read("key"), cert: read("crt"), maxVersion: version });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  return async (session?: Buffer): Promise<{ ours: TLSSocket; theirs: TLSSocket }> => {
    const accepted = new Promise<TLSSocket>((resolve) => server.once("secureConnection", resolve));
    const { port } = server.address() as AddressInfo;
    const ours = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...(session && { session }) });
    cleanups.push(() => ours.destroy());
    await new Promise((resolve) => ours.once("secureConnect", resolve));
    return { ours, theirs: await accepted };
  };
}

const ecdsa = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-sha384"];

test.each(["TLSv1.2", "TLSv1.3"] as const)("[T22] both ends of %s have the same bytes", async (version) => {
  const { ours, theirs } = await (await tlsServer(ecdsa, version))();
  const found = channelBindings(ours);
  const exported = theirs.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0));
  expect(found.get("tls-exporter")).toEqual(exported);
  expect(found.get("tls-server-end-point")).toHaveLength(48);
  expect(found.get("tls-unique")).toEqual(version === "TLSv1.2" ? theirs.getPeerFinished() : undefined);
});

test("[T22] in a session that was resumed the server's Finished is the first, and so the binding", async () => {
  const dial = await tlsServer(ecdsa, "TLSv1.2");
  const { ours: first } = await dial();
  const { ours, theirs } = await dial(first.getSession());
  expect(ours.isSessionReused()).toBe(true);
  expect(channelBindings(ours).get("tls-unique")).toEqual(theirs.getFinished());
});

test("[T22] a certificate signed without a hash of its own has no binding by certificate", async () => {
  const { ours } = await (await tlsServer(["-newkey", "ed25519"], "TLSv1.3"))();
  expect([...channelBindings(ours).keys()]).toEqual(["tls-exporter"]);
});

test("[T22] without TLS there is none", () => {
  expect([...channelBindings(new Socket()).keys()]).toEqual([]);
  expect([...channelBindings(null).keys()]).toEqual([]);
});
