import { randomBytes, randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { parseJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import { toWireText } from "../../xmpp/connection/xml-text.ts";
import type { Account } from "./account.ts";
import { toDomain } from "./addresses.ts";
import { isFalseSender } from "./router.ts";
import type { Session } from "./session.ts";
import { saslNs, SignIn, type SignInOptions } from "./sign-in.ts";
import { StanzaReader } from "./stanza-reader.ts";
import { errorOf, resultOf } from "./stanzas.ts";
import { failed, smNs, StreamOutlet, type Line } from "./stream-outlet.ts";
import { Writer, type Pieces } from "./writer.ts";

const streamNs = "http://etherx.jabber.org/streams";
const bindNs = "urn:ietf:params:xml:ns:xmpp-bind";

/** Bytes of one element, before and after signing in. */
const limits = { stranger: 16_384, client: 262_144 };
/** How long a stream may take to bind, and its closing tag to be read, in milliseconds. */
const patience = { binding: 10_000, farewell: 2_000 };
const maxRefusals = 3;

/** What a stream needs from the server. */
export interface StreamHost {
  readonly isLocal: (domain: string) => boolean;
  readonly signIn: (domain: string) => SignInOptions;
  /** Makes a session on the resource, and replaces the present one. */
  readonly bind: (account: Account, resource: string, outlet: StreamOutlet) => Session;
  readonly unbind: (session: Session) => void;
  readonly receive: (session: Session, stanza: Element) => void;
  /** This account's session with this id of stream management. */
  readonly resumable: (
    account: Account,
    id: string,
  ) => { session: Session; outlet: StreamOutlet } | undefined;
}

/** The conditions of RFC 6120 4.9.3 that this server uses. */
type StreamCondition =
  | "conflict"
  | "connection-timeout"
  | "host-unknown"
  | "invalid-from"
  | "invalid-namespace"
  | "not-authorized"
  | "not-well-formed"
  | "policy-violation"
  | "restricted-xml"
  | "system-shutdown"
  | "undefined-condition"
  | "unsupported-stanza-type";

/**
 * One stream of a client, from its first byte on (RFC 6120 4): header, signing in, header, binding or resuming, stanzas. Anything
 * else ends this stream, and only this one, with a reason.
 */
export class ClientStream implements Line {
  readonly #socket: Socket;
  readonly #host: StreamHost;
  readonly #writer: Writer;
  #reader: StanzaReader | undefined;
  readonly #timer: NodeJS.Timeout;
  #domain = "";
  #hasHeader = false;
  #isOver = false;
  #signIn: SignIn | undefined;
  #refusals = 0;
  #account: Account | undefined;
  #bound: { session: Session; outlet: StreamOutlet } | undefined;

  constructor(socket: Socket, host: StreamHost) {
    this.#socket = socket;
    this.#host = host;
    this.#writer = new Writer(socket);
    this.#timer = setTimeout(() => this.#fail("connection-timeout"), patience.binding).unref();
    this.#begin();
    socket.on("data", (bytes) => {
      this.#reader?.read(bytes, this.#account === undefined ? limits.stranger : limits.client);
    });
    socket.on("error", () => {}); // `close` follows; without a listener, an error would end the process
    socket.on("close", () => this.#handleLoss());
  }

  /** Whether nobody has signed in on it yet. */
  get isStranger(): boolean {
    return this.#account === undefined;
  }

  readonly write = (pieces: Pieces): void => {
    if (!this.#isOver) this.#writer.write(pieces);
  };

  readonly drop: Line["drop"] = (condition) => {
    if (condition === undefined) this.#finish("");
    else this.#fail(condition);
  };

  /** Reads a stream from its header on. */
  #begin(): void {
    this.#reader?.stop();
    this.#hasHeader = false;
    this.#reader = new StanzaReader({
      onHeader: (header) => this.#handleHeader(header),
      onElement: (element) => this.#handleElement(element),
      onEnd: () => this.#handleGoodbye(),
      onTrouble: (trouble) => this.#fail(trouble),
    });
  }

  #handleHeader(header: Element): void {
    if (!header.is("stream", streamNs) || header.attrs["xmlns"] !== "jabber:client")
      return this.#fail("invalid-namespace");
    const domain = toDomain(header.attrs["to"] ?? "");
    if (domain === undefined || !this.#host.isLocal(domain)) return this.#fail("host-unknown");
    if (this.#account !== undefined && domain !== this.#domain) return this.#fail("host-unknown");
    this.#domain = domain;
    this.#sayHeader(header.attrs["to"] ?? domain);
    this.#signIn ??= new SignIn(this.#host.signIn(domain));
    this.#say(xml("stream:features", {}, ...this.#features()));
  }

  #features(): Element[] {
    if (this.#account === undefined) return this.#signIn === undefined ? [] : [this.#signIn.offer];
    return [
      xml("bind", { xmlns: bindNs }),
      xml("sm", { xmlns: smNs }),
      xml("ver", { xmlns: "urn:xmpp:features:rosterver" }),
    ];
  }

  #handleElement(element: Element): void {
    if (this.#account === undefined) this.#handleStranger(element);
    else if (this.#bound !== undefined) this.#handleClient(element, this.#bound);
    else this.#handleUnbound(element, this.#account);
  }

  #handleStranger(element: Element): void {
    if (element.getNS() !== saslNs || this.#signIn === undefined) return this.#fail("not-authorized");
    const { reply, account, hasFailed } = this.#signIn.handle(element);
    this.#say(reply);
    if (hasFailed === true && (this.#refusals += 1) >= maxRefusals) return this.#fail("policy-violation");
    if (account === undefined) return;
    this.#account = account;
    // RFC 6120 6.4.6: both start a new stream and forget the old one.
    this.#begin();
  }

  #handleUnbound(element: Element, account: Account): void {
    if (element.is("resume", smNs)) return this.#resume(element, account);
    const bind =
      element.is("iq") && element.attrs["type"] === "set" ? element.getChild("bind", bindNs) : undefined;
    if (bind === undefined || element.attrs["id"] === undefined) return this.#fail("not-authorized");
    const wanted = bind.getChildText("resource") ?? "";
    const resource = wanted === "" ? randomBytes(9).toString("base64url") : wanted;
    const jid = parseJid(`${account.address}/${resource}`);
    if (!jid.ok) return this.#say(errorOf(element, "bad-request"));
    const outlet = new StreamOutlet(this, () => this.#host.unbind(session));
    const session = this.#host.bind(account, jid.value.resource, outlet);
    this.#settle({ session, outlet });
    this.#say(resultOf(element, xml("bind", { xmlns: bindNs }, xml("jid", {}, session.fullJid))));
  }

  #resume(element: Element, account: Account): void {
    const saved = this.#host.resumable(account, element.attrs["previd"] ?? "");
    if (saved === undefined) return this.#say(failed("item-not-found"));
    this.#settle(saved);
    if (!saved.outlet.resume(this, Number(element.attrs["h"]))) this.#fail("undefined-condition");
  }

  #settle(bound: { session: Session; outlet: StreamOutlet }): void {
    this.#bound = bound;
    clearTimeout(this.#timer);
  }

  #handleClient(element: Element, { session, outlet }: { session: Session; outlet: StreamOutlet }): void {
    if (element.getNS() === smNs) {
      if (element.name === "enable") outlet.enable();
      else if (element.name === "r") outlet.answerCount();
      else if (element.name === "a" && !outlet.acknowledge(Number(element.attrs["h"])))
        this.#fail("undefined-condition");
      return;
    }
    if (!["iq", "message", "presence"].some((name) => element.is(name, "jabber:client")))
      return this.#fail("unsupported-stanza-type");
    if (isFalseSender(session, element)) return this.#fail("invalid-from");
    outlet.countHandled();
    this.#host.receive(session, element);
  }

  /** RFC 6120 4.4: the client closes its stream, which ends its session too. */
  #handleGoodbye(): void {
    if (this.#isOver) return;
    const bound = this.#bound;
    this.#finish("</stream:stream>");
    if (bound !== undefined) this.#host.unbind(bound.session);
  }

  /** The socket is gone: a session that can be resumed is kept for a while. */
  #handleLoss(): void {
    clearTimeout(this.#timer);
    this.#reader?.stop();
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#bound?.outlet.detach(this) === false) this.#host.unbind(this.#bound.session);
  }

  /** Ends the stream with a reason (RFC 6120 4.9). Its session cannot be resumed. */
  #fail(condition: StreamCondition): void {
    if (this.#isOver) return;
    if (!this.#hasHeader) this.#sayHeader(this.#domain);
    const bound = this.#bound;
    const error = xml("stream:error", {}, xml(condition, { xmlns: "urn:ietf:params:xml:ns:xmpp-streams" }));
    this.#finish(`${toWireText(error)}</stream:stream>`);
    if (bound !== undefined) this.#host.unbind(bound.session);
  }

  #finish(farewell: string): void {
    if (this.#isOver) return;
    if (farewell !== "") this.#writer.write(() => [farewell]);
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#reader?.stop();
    this.#writer.end();
    // A client that does not read it is disconnected.
    setTimeout(() => this.#socket.destroy(), patience.farewell).unref();
  }

  #sayHeader(from: string): void {
    this.#hasHeader = true;
    const header = xml("stream:stream", {
      xmlns: "jabber:client",
      "xmlns:stream": streamNs,
      id: randomUUID(),
      from: from === "" ? undefined : from,
      version: "1.0",
      "xml:lang": "en",
    });
    // Left open: the stream is the element.
    const text = `<?xml version='1.0'?>${toWireText(header).replace(/\/>$/, ">")}`;
    this.write(() => [text]);
  }

  #say(element: Element): void {
    const text = toWireText(element);
    this.write(() => [text]);
  }
}
