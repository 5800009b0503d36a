import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Subject, Target } from "./subject.ts";

/**
 * The floor: a socket that sends bytes made beforehand and looks for the end of each answer. It parses nothing, keeps
 * nothing, and signs in with PLAIN, which costs neither side any hashing.
 */
export function rawSubject(target: Target): Subject {
  const { domain, port, user, password } = target;
  const header = Buffer.from(
    `<?xml version="1.0"?><stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" to="${domain}" version="1.0">`,
  );
  const startTls = Buffer.from(`<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>`);
  const credentials = Buffer.from(`\0${user}\0${password}`).toString("base64");
  const auth = Buffer.from(
    `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${credentials}</auth>`,
  );
  const bind = Buffer.from(`<iq type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>`);
  const roster = Buffer.from(`<iq type="get" id="roster"><query xmlns="jabber:iq:roster"/></iq>`);
  let line: Socket | undefined;

  return {
    async signIn() {
      const started = performance.now();
      const tcp = await opened(connectTcp(port, "127.0.0.1"), "connect");
      await ask(tcp, header, "</stream:features>");
      await ask(tcp, startTls, "/>");
      const tls = await opened(connectTls({ socket: tcp, servername: domain }), "secureConnect");
      line = tls;
      await ask(tls, header, "</stream:features>");
      await ask(tls, auth, "</success>", "/>");
      await ask(tls, header, "</stream:features>");
      await ask(tls, bind, "</iq>");
      await ask(tls, roster, "</iq>");
      return performance.now() - started;
    },
    async rename(address, name) {
      if (line === undefined) throw new Error("not signed in");
      const bytes = Buffer.from(
        `<iq type="set" id="rename"><query xmlns="jabber:iq:roster"><item jid="${address}" name="${name}"/></query></iq>`,
      );
      const started = performance.now();
      // The result has no content; the push, which comes after it on Prosody, ends so.
      await ask(line, bytes, "</query></iq>");
      return performance.now() - started;
    },
    async end() {
      const socket = line;
      if (socket === undefined) return;
      await new Promise<void>((resolve) => {
        socket.once("close", () => resolve());
        socket.end("</stream:stream>");
      });
    },
  };
}

function opened<S extends Socket>(socket: S, event: "connect" | "secureConnect"): Promise<S> {
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once(event, () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** Resolves as soon as what was received ends with one of the endings. */
function ask(socket: Socket, bytes: Buffer, ...endings: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let tail = "";
    const settle = (outcome: () => void) => {
      socket.off("data", handleData).off("error", handleError).off("close", handleClose);
      outcome();
    };
    const handleData = (chunk: Buffer) => {
      tail = (tail + chunk.toString("latin1", Math.max(0, chunk.length - 64))).slice(-64);
      if (endings.some((ending) => tail.endsWith(ending))) settle(resolve);
    };
    const handleError = (error: Error) => settle(() => reject(error));
    const handleClose = () => settle(() => reject(new Error(`the server hung up: ${tail}`)));
    socket.on("data", handleData).on("error", handleError).on("close", handleClose);
    socket.write(bytes);
  });
}
