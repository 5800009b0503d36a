import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A stretch of network that a test can cut. */
export interface LoopbackProxy {
  readonly port: number;
  /** Lets nothing through any more on the connections that are there, and tells nobody: as a network does that one has left. */
  readonly freeze: () => void;
  /** Ends every connection as a pulled plug would, and lets new ones through. */
  readonly cut: () => void;
  /** Cuts, and lets nothing through any more. */
  readonly close: () => Promise<void>;
}

/** Passes bytes on to a port of this machine. */
export async function loopbackProxy(target: number): Promise<LoopbackProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {}); // the end of either is told by its close
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
