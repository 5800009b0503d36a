import { readFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { TLSSocket, createServer as createTlsServer } from "node:tls";
import type { CertificateFiles } from "./certificates.ts";

const streamHeader = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='front' from='example.test' version='1.0'>`;
const starttlsNs = "urn:ietf:params:xml:ns:xmpp-tls";

/** TLS on two ports before a server that speaks clear text within this process. */
export interface TlsFront {
  readonly starttlsPort: number;
  readonly directTlsPort: number;
  /** Frees the ports and closes every connection. */
  readonly close: () => Promise<void>;
}

/**
 * Accepts connections by STARTTLS and by direct TLS and passes their bytes to the port behind. `join` connects the secured
 * socket with the one behind it. Without `ports` the system chooses them.
 */
export async function openTlsFront(options: {
  readonly certificate: CertificateFiles;
  readonly behind: number;
  readonly ports?: { readonly starttls: number; readonly directTls: number };
  readonly join: (secured: Socket, behind: Socket) => void;
}): Promise<TlsFront> {
  const tls = {
    cert: readFileSync(options.certificate.crt),
    key: readFileSync(options.certificate.key),
    ALPNProtocols: ["xmpp-client"],
  };
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy()); // its peer gets the `close`
  };
  const handOver = (secured: Socket) => {
    const behind = connect({ port: options.behind, host: "127.0.0.1", noDelay: true });
    track(behind);
    secured.once("close", () => behind.destroy());
    behind.once("close", () => secured.end());
    options.join(secured, behind);
  };

  const direct = createTlsServer(tls, (secured) => {
    track(secured);
    handOver(secured);
  });
  const starttls = createServer((socket) => {
    track(socket);
    let said = "";
    let isOpen = false;
    const read = (bytes: Buffer) => {
      said += bytes.toString();
      if (!isOpen && /<stream:stream[^>]*>/.test(said)) {
        isOpen = true;
        const offer = `<starttls xmlns='${starttlsNs}'><required/></starttls>`;
        socket.write(`${streamHeader}<stream:features>${offer}</stream:features>`);
      }
      if (!said.includes("<starttls")) return;
      socket.off("data", read);
      socket.write(`<proceed xmlns='${starttlsNs}'/>`);
      const secured = new TLSSocket(socket, { isServer: true, ...tls });
      track(secured);
      handOver(secured);
    };
    socket.on("data", read);
  });
  return {
    starttlsPort: await listen(starttls, options.ports?.starttls ?? 0),
    directTlsPort: await listen(direct, options.ports?.directTls ?? 0),
    async close() {
      const closed = [starttls, direct].map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("no port"));
      else resolve(address.port);
    });
  });
}
