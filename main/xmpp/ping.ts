import { xml, type Element } from "./connection/element.ts";
import type { IqHandler } from "./iq-handler.ts";
import { emptyResult } from "./stanza-error.ts";

const nsPing = "urn:xmpp:ping";

/** Pings our server (XEP-0199). Its answer also shows that it has read everything we sent before. */
export function pingGet(): Element {
  return xml("iq", { type: "get" }, xml("ping", { xmlns: nsPing }));
}

/** Answers a ping, whoever sent it. */
export const answerPing: IqHandler = (iq, stream) => {
  if (iq.attrs["type"] !== "get" || iq.getChild("ping", nsPing) === undefined) return false;
  void stream.send(emptyResult(iq));
  return true;
};
