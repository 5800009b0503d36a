import { ok } from "../../../app/result.ts";
import { readStanzaError } from "../stanza-error.ts";
import { xml, type Element } from "./element.ts";
import { connectFailure, refuse, type Step } from "./failures.ts";
import type { Wire } from "./wire.ts";

const bindNs = "urn:ietf:params:xml:ns:xmpp-bind";
const sessionNs = "urn:ietf:params:xml:ns:xmpp-session";

/** Binds a resource of the server's choice (RFC 6120 7.6) and returns our full JID. */
export async function bindResource(wire: Wire, features: Element, timeout: number): Step<string> {
  void wire.write(xml("iq", { type: "set", id: "bind" }, xml("bind", { xmlns: bindNs })));
  const bound = await wire.next(timeout, isReplyTo("bind"));
  if (!bound.ok) return bound;
  if (bound.value.attrs["type"] === "error") {
    const { code, values } = readStanzaError(bound.value);
    return {
      ok: false,
      failure: connectFailure(code === "resource-constraint" ? code : "stream-error", values),
    };
  }
  const fullJid = bound.value.getChild("bind", bindNs)?.getChildText("jid") ?? "";
  if (fullJid === "") return refuse("malformed-stream");
  // RFC 3921 3: some servers still require a session.
  const session = features.getChild("session", sessionNs);
  if (session && !session.getChild("optional")) {
    void wire.write(xml("iq", { type: "set", id: "session" }, xml("session", { xmlns: sessionNs })));
    const opened = await wire.next(timeout, isReplyTo("session"));
    if (!opened.ok) return opened;
  }
  return ok(fullJid);
}

/** The sender is not checked: before a resource is bound, only our own server can write to the stream. */
function isReplyTo(id: string): (element: Element) => boolean {
  return (element) =>
    element.name === "iq" &&
    element.attrs["id"] === id &&
    /^(result|error)$/.test(element.attrs["type"] ?? "");
}
