import type { Socket } from "node:net";
import { ok } from "../../../app/result.ts";
import { type Element, xml } from "./element.ts";
import { refuse, type Step } from "./failures.ts";
import { type TlsOptions, upgradeToTls } from "./tls-upgrade.ts";
import type { Wire } from "./wire.ts";

const ns = "urn:ietf:params:xml:ns:xmpp-tls";

/**
 * Starts TLS on an open stream (RFC 6120 5.4) and opens it again; returns the new stream's features. Fails if the server does
 * not offer it: nothing private is ever sent in clear text. Everything said before TLS is dropped (5.4.3.3).
 */
export async function startTls(
  wire: Wire,
  socket: Socket,
  features: Element,
  options: Omit<TlsOptions, "alpn"> & { readonly answer: number },
): Step<Element> {
  if (!features.getChild("starttls", ns)) return refuse("tls-unavailable");
  await wire.write(xml("starttls", { xmlns: ns }));
  const answer = await wire.next(options.answer);
  if (!answer.ok) return answer;
  if (!answer.value.is("proceed", ns)) return refuse("tls-unavailable");
  wire.release();
  const secure = await upgradeToTls(socket, { ...options, alpn: [] });
  if (!secure.ok) return secure;
  wire.stage = "secured";
  wire.attach(secure.value);
  const secured = await wire.open(options.answer);
  return secured.ok ? ok(secured.value) : secured;
}
