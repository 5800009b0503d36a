import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Which way bytes do not get through: to the server, to the client, or neither. */
export type DeadWay = "up" | "down" | "both";

/** A network connection that a test can cut. */
export interface LoopbackProxy {
  readonly port: number;
  /**
   * Silently stops the bytes of the present connections, in both directions or in one, like a
   * network that the machine has left. They continue with `thaw`, or are lost if their connection ends.
   */
  readonly freeze: (way?: DeadWay) => void;
  /** Passes on the delayed bytes and everything after them. */
  readonly thaw: () => void;
  /** Ends every connection like a pulled plug, and allows new ones. */
  readonly cut: () => void;
  /** From the next connection on, leads to another port of this machine. */
  readonly leadTo: (port: number) => void;
  /** Ends every connection and allows no new ones. */
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
      socket.on("error", () => {}); // `close` reports the end of either
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
