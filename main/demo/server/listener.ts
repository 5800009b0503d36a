import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { ClientStream, type StreamHost } from "./client-stream.ts";

/** The most connections that have not signed in; beyond that, the oldest is closed. */
const maxStrangers = 20;
const maxConnections = 100;

export interface Listener {
  readonly port: number;
  /** Ends every stream and keeps listening. */
  readonly hangUp: () => void;
  /** Ends every stream and frees the port; resolves when it is free. */
  readonly close: () => Promise<void>;
}

/** Listens on 127.0.0.1, on a port that the system chooses. Rejects if it gives none. */
export async function listen(host: StreamHost): Promise<Listener> {
  const streams = new Set<ClientStream>();
  const server = createServer({ noDelay: true }, (socket) => {
    const strangers = [...streams].filter((stream) => stream.isStranger);
    if (strangers.length >= maxStrangers) strangers[0]?.drop();
    const stream = new ClientStream(socket, host);
    streams.add(stream);
    socket.once("close", () => streams.delete(stream));
  });
  server.maxConnections = maxConnections;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A connection that cannot be accepted (no file handles left, say) is lost. Without a listener, the error would end the process.
  server.on("error", () => {});
  const hangUp = () => {
    for (const stream of streams) stream.drop("system-shutdown");
  };
  return {
    port: (server.address() as AddressInfo).port,
    hangUp,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      hangUp();
      await closed;
    },
  };
}
