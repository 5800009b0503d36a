import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Which way bytes do not get through: to the server, to the client, or neither. */
export type DeadWay = "up" | "down" | "both";

/** A stretch of network that a test can cut. */
export interface LoopbackProxy {
  readonly port: number;
  /**
   * Lets nothing through any more on the connections that are there, in both directions or in one, and tells nobody: as a
   * network does that a machine has left. What is held back goes on with `thaw`, or is lost with a connection that ends.
   */
  readonly freeze: (way?: DeadWay) => void;
  /** Lets through what was held back, and all that comes after it. */
  readonly thaw: () => void;
  /** Ends every connection as a pulled plug would, and lets new ones through. */
  readonly cut: () => void;
  /** From the next connection on the way leads to another port of this machine. */
  readonly leadTo: (port: number) => void;
  /** Cuts, and lets nothing through any more. */
  readonly close: () => Promise<void>;
}

/** Passes bytes on to a port of this machine. */
export async function loopbackProxy(target: number): Promise<LoopbackProxy> {
  const pairs = new Set<{ readonly near: Socket; readonly far: Socket }>();
  let goal = target;
  const server = createServer((near) => {
    const far = connect(goal, "127.0.0.1");
    const pair = { near, far };
    pairs.add(pair);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.setNoDelay(true);
      socket.on("error", () => {}); // the end of either is told by its close
      socket.on("close", () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    freeze: (way = "both") => {
      for (const { near, far } of pairs) {
        if (way !== "down") near.unpipe().pause();
        if (way !== "up") far.unpipe().pause();
      }
    },
    thaw: () => {
      for (const { near, far } of pairs) {
        near.unpipe();
        far.unpipe();
        near.pipe(far).pipe(near);
      }
    },
    cut,
    leadTo: (port) => {
      goal = port;
    },
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
