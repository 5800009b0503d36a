import type { Socket } from "node:net";
import type { Clock } from "../clock.ts";

/** How many connections may be silent, and how many may have requested something. Beyond that, the oldest of its kind is closed. */
const maxOfAKind = 128;
/** How long an unauthenticated connection may stay without a request, in seconds. */
const silentLife = 5;
/** How long it may stay after its last request, in seconds. */
const askedLife = 10;

/**
 * The unauthenticated connections. They are limited in number and time, whatever the other end does: opening
 * connections must not be enough to keep our own pages out.
 */
export interface Unauthenticated {
  readonly add: (socket: Socket) => void;
  /** It made a request that our page might make. */
  readonly heard: (socket: Socket) => void;
  /** It is from our page, so it no longer counts. */
  readonly release: (socket: Socket) => void;
  readonly destroyAll: () => void;
}

export function trackUnauthenticated(clock: Clock): Unauthenticated {
  /** How long each has been open, in seconds, the oldest first. */
  const silent = new Map<Socket, number>();
  const asked = new Map<Socket, number>();
  let isSweeping = false;

  const sweep = () => {
    age(silent, silentLife);
    age(asked, askedLife);
    isSweeping = silent.size + asked.size > 0;
    if (isSweeping) clock.after(1_000, sweep);
  };

  const makeRoom = (sockets: Map<Socket, number>) => {
    for (const oldest of sockets.keys()) {
      if (sockets.size <= maxOfAKind) return;
      sockets.delete(oldest);
      oldest.destroy();
    }
  };

  const release = (socket: Socket) => {
    silent.delete(socket);
    asked.delete(socket);
  };

  return {
    add: (socket) => {
      silent.set(socket, 0);
      socket.once("close", () => release(socket));
      // Two turns later, everything that arrived with the connection has been read, so silent connections do not push out
      // one that arrived at the same moment with a request.
      if (silent.size > maxOfAKind) setImmediate(() => setImmediate(makeRoom, silent));
      if (!isSweeping) {
        isSweeping = true;
        clock.after(1_000, sweep);
      }
    },
    heard: (socket) => {
      if (!silent.has(socket) && !asked.has(socket)) return;
      release(socket);
      asked.set(socket, 0);
      makeRoom(asked);
    },
    release,
    destroyAll: () => {
      for (const socket of [...silent.keys(), ...asked.keys()]) socket.destroy();
    },
  };
}

/** Counts one second, and destroys connections whose time is up. `end` would wait for the other end, which may never answer. */
function age(sockets: Map<Socket, number>, life: number): void {
  for (const [socket, seconds] of sockets) {
    if (seconds + 1 < life) sockets.set(socket, seconds + 1);
    else {
      sockets.delete(socket);
      socket.destroy();
    }
  }
}
