/// <reference path="../../main/xmpp/connection/xmpp.d.ts" />
import { randomUUID } from "node:crypto";
import { type Socket, connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Element, Parser } from "@xmpp/xml";
import type { TestServer } from "./test-server.ts";

/**
 * Another device of the account, or the other person: a deliberately simple client that sends raw XML and records what
 * arrives. It shares no code with Kith's own connection.
 */
export interface PlainClient {
  readonly fullJid: string;
  readonly bareJid: string;
  /** Every stanza received so far, in order. */
  readonly received: readonly Element[];
  /** When each of them came, in milliseconds of `performance.now()`. */
  readonly receivedAt: readonly number[];
  /** Resolves when the socket took it. */
  readonly send: (xml: string) => Promise<void>;
  /**
   * The first stanza that matches and was not handed out by an earlier call, now or when it comes. Rejects after
   * `timeoutMs` (5,000 by default) with what came instead.
   */
  readonly waitFor: (matches: (stanza: Element) => boolean, timeoutMs?: number) => Promise<Element>;
  /** Sends an IQ with this content and gives its result or error. */
  readonly ask: (type: "get" | "set", content: string, to?: string) => Promise<Element>;
  /** Gets the roster and sends presence, so that pushes and requests arrive. */
  readonly appear: (priority?: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where to sign in: a test server's direct TLS port, or a clear-text port of this process. */
export type PlainTarget =
  | Pick<TestServer, "domain" | "directTlsPort" | "authority">
  | { readonly domain: string; readonly clearTextPort: number };

export async function plainClient(
  target: PlainTarget,
  user: string,
  password: string,
  resource?: string,
  /** Attributes of the stream header besides the usual ones. */
  headerAttributes = "",
): Promise<PlainClient> {
  const socket = await dial(target);
  const received: Element[] = [];
  const receivedAt: number[] = [];
  const pending: Element[] = [];
  const waiting = new Set<(element: Element) => boolean>();
  let parser: Parser;

  const restart = () => {
    parser = new Parser();
    parser.on("error", (error) => socket.destroy(error));
    parser.on("element", (element) => {
      if (["iq", "message", "presence"].includes(element.name)) {
        received.push(element);
        receivedAt.push(performance.now());
      }
      for (const offer of waiting) {
        if (offer(element)) return;
      }
      pending.push(element);
    });
    socket.write(
      `<?xml version="1.0"?><stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" to="${target.domain}" version="1.0"${headerAttributes}>`,
    );
  };
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => parser.write(text));
  socket.on("error", () => {}); // if the server goes away, the pending wait fails

  const waitFor: PlainClient["waitFor"] = (matches, timeoutMs = 5000) => {
    const index = pending.findIndex(matches);
    const [found] = index === -1 ? [] : pending.splice(index, 1);
    if (found) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const offer = (element: Element) => {
        if (!matches(element)) return false;
        waiting.delete(offer);
        clearTimeout(timer);
        resolve(element);
        return true;
      };
      const timer = setTimeout(() => {
        waiting.delete(offer);
        reject(new Error(`${user} waited in vain; not handed out: ${pending.join("\n") || "nothing"}`));
      }, timeoutMs);
      waiting.add(offer);
    });
  };
  const send = (xml: string) => new Promise<void>((resolve) => socket.write(xml, () => resolve()));
  const ask: PlainClient["ask"] = async (type, content, to) => {
    const id = randomUUID();
    await send(`<iq type="${type}" id="${id}"${to === undefined ? "" : ` to="${to}"`}>${content}</iq>`);
    return waitFor((stanza) => stanza.name === "iq" && stanza.attrs["id"] === id);
  };
  const isFeatures = (element: Element) => element.name === "stream:features";

  restart();
  await waitFor(isFeatures);
  const credentials = Buffer.from(`\0${user}\0${password}`).toString("base64");
  await send(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${credentials}</auth>`);
  const outcome = await waitFor((element) => element.getNS() === "urn:ietf:params:xml:ns:xmpp-sasl");
  if (outcome.name !== "success") throw new Error(`${user} cannot sign in: ${outcome.toString()}`);
  restart();
  await waitFor(isFeatures);
  const wanted = resource === undefined ? "" : `<resource>${resource}</resource>`;
  const bound = await ask("set", `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind">${wanted}</bind>`);
  const fullJid = bound.getChild("bind")?.getChildText("jid");
  if (!fullJid) throw new Error(`${user} got no address: ${bound.toString()}`);

  return {
    fullJid,
    bareJid: fullJid.split("/")[0] ?? fullJid,
    received,
    receivedAt,
    send,
    waitFor,
    ask,
    async appear(priority = 0) {
      await ask("get", '<query xmlns="jabber:iq:roster"/>');
      await send(`<presence><priority>${priority}</priority></presence>`);
      await waitFor((stanza) => stanza.name === "presence" && stanza.attrs["from"] === fullJid);
    },
    close: () =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve();
        socket.once("close", () => resolve());
        socket.end("</stream:stream>", () => socket.destroy());
      }),
  };
}

function dial(target: PlainTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const isClear = "clearTextPort" in target;
    const socket = isClear
      ? connectTcp(target.clearTextPort, "127.0.0.1")
      : connectTls({
          port: target.directTlsPort,
          host: "127.0.0.1",
          servername: target.domain,
          ca: target.authority,
          ALPNProtocols: ["xmpp-client"],
        });
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.once(isClear ? "connect" : "secureConnect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}
