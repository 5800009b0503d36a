import { createSecureContext, TLSSocket } from "node:tls";
import type { Socket } from "node:net";
import { duplexPair } from "node:stream";
import { expect, test, vi } from "vitest";
import { connectFailure } from "../../../../../main/xmpp/connection/failures.ts";
import { upgradeToTls } from "../../../../../main/xmpp/connection/tls-upgrade.ts";
import { Wire } from "../../../../../main/xmpp/connection/wire.ts";
import { hostileAuthority, hostileIdentity } from "../../../../hostile/scripted-server.ts";

/** Types of the TLS records in these bytes (RFC 8446 5.1): 20 is ChangeCipherSpec, 22 handshake in clear, 23 all that is sealed. */
function recordTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at < bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) types.push(bytes[at] ?? 0);
  return types;
}

test("[T29] the stream header does not leave in one segment with TLS 1.3's Finished", async () => {
  const [client, server] = duplexPair();
  const writes = vi.spyOn(client, "write");
  const flushes = vi.spyOn(client, "uncork");
  const far = new TLSSocket(server, {
    isServer: true,
    secureContext: createSecureContext(hostileIdentity()),
  });
  const heard = new Promise<string>((resolve) => far.once("data", (data) => resolve(String(data))));
  const secure = await upgradeToTls(client as Socket, {
    domain: "example.test",
    trusted: null,
    extraAuthorities: [hostileAuthority()],
    alpn: [],
    timeout: 5_000,
    signal: new AbortController().signal,
    note: () => undefined,
  });
  if (!secure.ok) throw new Error(JSON.stringify(secure.failure));
  expect(secure.value.getProtocol()).toBe("TLSv1.3");
  const wire = new Wire("example.test");
  wire.attach(secure.value);
  void wire.open(5_000);
  expect(await heard).toContain("<stream:stream");
  // What is written before one flush leaves as one segment.
  const segments = new Map<number | undefined, number[]>();
  for (const [index, [bytes]] of writes.mock.calls.entries()) {
    const written = writes.mock.invocationCallOrder[index] ?? 0;
    const flush = flushes.mock.invocationCallOrder.find((order) => order > written);
    segments.set(flush, [...(segments.get(flush) ?? []), ...recordTypes(bytes as Buffer)]);
  }
  expect([...segments.values()]).toEqual([[22], [20, 23], [23]]);
  wire.end(connectFailure("connection-lost"));
});
