import type { TLSSocket } from "node:tls";
import type { Step } from "./failures.ts";
import { dialTcp } from "./tcp.ts";
import { type TlsOptions, upgradeToTls } from "./tls-upgrade.ts";

/** A port that speaks TLS from the first byte (XEP-0368). */
export async function dialDirectTls(
  host: string,
  port: number,
  options: Omit<TlsOptions, "alpn">,
): Step<TLSSocket> {
  const socket = await dialTcp(host, port, options.timeout, options.signal);
  return socket.ok ? upgradeToTls(socket.value, { ...options, alpn: ["xmpp-client"] }) : socket;
}
