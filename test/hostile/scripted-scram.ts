import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { hostileCertificate, type Line, openStream } from "./scripted-server.ts";

const saslNs = 'xmlns="urn:ietf:params:xml:ns:xmpp-sasl"';
const hashes: Readonly<Record<string, string>> = { 512: "sha512", 256: "sha256", 1: "sha1" };

/** A server that judges SCRAM for the password "secret", with what is odd about it. */
export interface ScramServer {
  readonly line: Line;
  readonly socket: TLSSocket;
  /** The mechanisms for which it has a verifier of the right password. It has a wrong one for all others. */
  readonly knows?: readonly string[];
  /** The mechanisms it has no verifier for: they are refused at once. */
  readonly lacks?: readonly string[];
  /** The bindings it can do; "y" is refused where there are any. */
  readonly bindings?: readonly string[];
  /** What it says to others; ejabberd says `not-authorized`. */
  readonly otherBinding?: string;
  readonly iterations?: number;
  /** The full JID it gives, whatever was asked for; romeo@example.test/orchard unless said. */
  readonly binds?: string;
  /** Ends the stream after each refusal. */
  readonly hangsUp?: boolean;
}

/** Mechanism and GS2 header of each `<auth/>`, in short: "SCRAM-SHA-1-PLUS p=tls-unique". */
export type Heard = string[];

/** Takes attempts until one succeeds, and opens the stream again to bind a resource. */
export async function judgeScram(server: ScramServer, heard: Heard): Promise<void> {
  for (;;) {
    const refusal = await judgeOne(server, heard);
    if (refusal === null) break;
    await server.line.send(`<failure ${saslNs}><${refusal}/></failure>`);
    if (server.hangsUp === true) return server.line.hangUp();
  }
  await bindAs(server.line, server.binds ?? "romeo@example.test/orchard");
}

/** Opens the stream after signing in and gives this address, whatever was asked for. */
async function bindAs(line: Line, jid: string): Promise<void> {
  await openStream(line, `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>`);
  const [, id] = await line.expect(/<iq [^>]*id="([^"]+)"[^>]*><bind.*<\/iq>/);
  await line.send(
    `<iq type="result" id="${id}"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><jid>${jid}</jid></bind></iq>`,
  );
}

async function judgeOne(
  {
    line,
    socket,
    knows,
    lacks = [],
    bindings = [],
    otherBinding = "malformed-request",
    iterations = 4096,
  }: ScramServer,
  heard: Heard,
): Promise<string | null> {
  const [, mechanism = "", initial = ""] = await line.expect(/<auth [^>]*mechanism="([^"]*)"[^>]*>([^<]*)</);
  const first = Buffer.from(initial, "base64").toString();
  const [, header = "", flag = "", bare = ""] = /^(([^,]*),[^,]*,)(.*)$/su.exec(first) ?? [];
  heard.push(`${mechanism} ${flag}`);
  const base = mechanism.replace(/-PLUS$/, "");
  const hash = hashes[base.replace("SCRAM-SHA-", "")];
  if (hash === undefined) return "invalid-mechanism";
  if ((base !== mechanism) !== flag.startsWith("p=")) return "malformed-request";
  if (flag === "y" && bindings.length > 0) return "malformed-request";
  if (flag.startsWith("p=") && !bindings.includes(flag.slice(2))) return otherBinding;
  if (lacks.includes(base)) return "not-authorized";

  const bound = flag.startsWith("p=") ? bytesOf(flag.slice(2), socket) : Buffer.alloc(0);
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const nonce = (/r=([^,]*)/.exec(bare)?.[1] ?? "") + randomBytes(9).toString("base64");
  const salt = randomBytes(16);
  const serverFirst = `r=${nonce},s=${salt.toString("base64")},i=${iterations}`;
  await line.send(`<challenge ${saslNs}>${Buffer.from(serverFirst).toString("base64")}</challenge>`);
  const [, response = ""] = await line.expect(/<response [^>]*>([^<]*)<\/response>/);
  const [withoutProof = "", proof = ""] = Buffer.from(response, "base64").toString().split(",p=");
  const channel = Buffer.concat([Buffer.from(header), bound]).toString("base64");
  if (withoutProof !== `c=${channel},r=${nonce}`) return "malformed-request";

  const password = knows === undefined || knows.includes(base) ? "secret" : "another";
  const salted = pbkdf2Sync(password, salt, iterations, createHash(hash).digest().length, hash);
  const clientKey = hmac(salted, "Client Key");
  const message = `${bare},${serverFirst},${withoutProof}`;
  const signature = hmac(createHash(hash).update(clientKey).digest(), message);
  const expected = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
  if (expected.toString("base64") !== proof) return "not-authorized";
  const own = `v=${hmac(hmac(salted, "Server Key"), message).toString("base64")}`;
  await line.send(`<success ${saslNs}>${Buffer.from(own).toString("base64")}</success>`);
  return null;
}

/** The server's own view of the channel, computed apart from Kith's. */
function bytesOf(binding: string, socket: TLSSocket): Buffer {
  if (binding === "tls-exporter")
    return socket.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0));
  if (binding === "tls-server-end-point") return createHash("sha256").update(hostileCertificate()).digest();
  if (binding === "tls-unique") return socket.getPeerFinished() ?? Buffer.alloc(0);
  throw new Error(`The scripted server has no binding ${binding}`);
}
