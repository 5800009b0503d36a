import { createHash, createHmac, pbkdf2Sync, randomBytes, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { makeAuthority } from "../servers/certificates.ts";
import { scratchFolder } from "../servers/scratch-folder.ts";

/** One connection to a server that says exactly what its script tells it to. */
export interface Line {
  /** All that was received so far. */
  readonly heard: () => string;
  /** Resolves with the first match in what was received since the last match; rejects when the line ends first. */
  readonly expect: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Resolves when it is handed to the system. */
  readonly send: (data: string | Buffer) => Promise<void>;
  /** Continues over TLS, with a certificate for example.test that `authority` has signed. */
  readonly startTls: (version?: "TLSv1.2") => Promise<TLSSocket>;
  readonly hangUp: () => void;
  /** Resolves when the other side has gone. */
  readonly ended: Promise<void>;
}

export interface ScriptedServer {
  readonly port: number;
  readonly lines: readonly Line[];
  readonly stop: () => Promise<void>;
}

let made: { readonly pem: string; readonly crt: Buffer; readonly key: Buffer } | undefined;

/** The certificate authority of all scripted servers, as PEM. */
export function hostileAuthority(): string {
  return certificates().pem;
}

/** What all scripted servers show in TLS. */
export function hostileIdentity(): { readonly cert: Buffer; readonly key: Buffer } {
  const { crt, key } = certificates();
  return { cert: crt, key };
}

/** Runs the script once for each connection; an error in it ends that connection. */
export async function scriptedServer(script: (line: Line) => Promise<void>): Promise<ScriptedServer> {
  const lines: Line[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const line = speakOver(socket);
    lines.push(line);
    script(line).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    lines,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function speakOver(raw: Socket): Line {
  let socket: Socket = raw;
  let all = "";
  let fresh = "";
  let wake = () => {};
  const listen = () => {
    socket.setNoDelay(true);
    socket.on("error", () => {}); // the client may leave as it likes
    socket.on("data", (data: Buffer) => {
      all += data.toString("utf8");
      fresh += data.toString("utf8");
      wake();
    });
  };
  listen();
  const ended = new Promise<void>((resolve) =>
    raw.once("close", () => {
      resolve();
      wake();
    }),
  );
  return {
    heard: () => all,
    ended,
    hangUp: () => raw.destroy(),
    send: (data) => new Promise((resolve) => socket.write(data, () => resolve())),
    expect: (pattern) =>
      new Promise((resolve, reject) => {
        wake = () => {
          const match = pattern.exec(fresh);
          if (match) {
            fresh = fresh.slice(match.index + match[0].length);
            // What arrives before the next call is for the next call.
            wake = () => {};
            resolve(match);
          } else if (raw.destroyed) reject(new Error(`ended before ${pattern}`));
        };
        wake();
      }),
    startTls(version) {
      const { crt, key } = certificates();
      raw.removeAllListeners("data");
      const secure = new TLSSocket(raw, {
        isServer: true,
        secureContext: createSecureContext({ cert: crt, key, ...(version && { maxVersion: version }) }),
        ALPNProtocols: ["xmpp-client"],
      });
      socket = secure;
      fresh = "";
      listen();
      return new Promise((resolve) => secure.once("secure", () => resolve(secure)));
    },
  };
}

/** The certificate of all scripted servers, in DER. It is signed with ECDSA and SHA-256. */
export function hostileCertificate(): Buffer {
  return new X509Certificate(certificates().crt).raw;
}

function certificates() {
  if (!made) {
    const folder = scratchFolder("hostile");
    const authority = makeAuthority(folder.path);
    const files = authority.leaf("good");
    made = { pem: authority.pem, crt: readFileSync(files.crt), key: readFileSync(files.key) };
    folder.remove();
  }
  return made;
}

const header = `<?xml version="1.0"?><stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" id="s1" from="example.test" version="1.0">`;

/** Answers a stream header with one of ours and these features. */
export async function openStream(line: Line, features: string): Promise<void> {
  await line.expect(/<stream:stream [^>]*>/);
  await line.send(`${header}<stream:features>${features}</stream:features>`);
}

export function mechanisms(...names: string[]): string {
  const offered = names.map((name) => `<mechanism>${name}</mechanism>`).join("");
  return `<mechanisms xmlns="urn:ietf:params:xml:ns:xmpp-sasl">${offered}</mechanisms>`;
}

export interface ScramFaults {
  /** What takes the place of the nonce. */
  readonly nonce?: (nonce: string) => string;
  /** What takes the place of the server's signature, in base64. */
  readonly signature?: (signature: string) => string;
  readonly iterations?: number;
}

/** The server's side of SCRAM-SHA-256 for the password "secret", with what an impostor might do wrong. */
export async function signInByScram(line: Line, faults: ScramFaults = {}): Promise<void> {
  const saslNs = 'xmlns="urn:ietf:params:xml:ns:xmpp-sasl"';
  const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
  const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const [, initial = ""] = await line.expect(/<auth [^>]*mechanism="SCRAM-SHA-256"[^>]*>([^<]*)<\/auth>/);
  const clientFirst = Buffer.from(initial, "base64").toString().replace(/^n,,/, "");
  const nonce = (/r=([^,]*)/.exec(clientFirst)?.[1] ?? "") + randomBytes(9).toString("base64");
  const salt = randomBytes(16);
  const serverFirst = `r=${faults.nonce?.(nonce) ?? nonce},s=${base64(salt)},i=${faults.iterations ?? 4096}`;
  await line.send(`<challenge ${saslNs}>${base64(serverFirst)}</challenge>`);
  const [, response = ""] = await line.expect(/<response [^>]*>([^<]*)<\/response>/);
  const clientFinal = Buffer.from(response, "base64").toString();
  const [withoutProof = "", proof = ""] = clientFinal.split(",p=");
  const message = `${clientFirst},${serverFirst},${withoutProof}`;
  const salted = pbkdf2Sync("secret", salt, faults.iterations ?? 4096, 32, "sha256");
  const clientKey = hmac(salted, "Client Key");
  const storedKey = createHash("sha256").update(clientKey).digest();
  const clientSignature = hmac(storedKey, message);
  const expected = Buffer.from(clientKey.map((byte, index) => byte ^ (clientSignature[index] ?? 0)));
  if (base64(expected) !== proof) throw new Error("The client does not know the password");
  const signature = base64(hmac(hmac(salted, "Server Key"), message));
  await line.send(
    `<success ${saslNs}>${base64(`v=${faults.signature?.(signature) ?? signature}`)}</success>`,
  );
}

/** Signs the client in under TLS from the first byte and binds it as romeo@example.test/orchard. */
export async function welcome(line: Line, features = ""): Promise<void> {
  await line.startTls();
  await openStream(line, mechanisms("SCRAM-SHA-256"));
  await signInByScram(line);
  await openStream(line, `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>${features}`);
  const [, id] = await line.expect(/<iq [^>]*id="([^"]+)"[^>]*><bind.*<\/iq>/);
  const jid = "<jid>romeo@example.test/orchard</jid>";
  await line.send(
    `<iq type="result" id="${id}"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind">${jid}</bind></iq>`,
  );
}
