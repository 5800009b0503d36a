import { connect, isIP, type Socket } from "node:net";
import { ok } from "../../../app/result.ts";
import { type AddressLookup, AddressQueue, type Family, systemAddresses } from "./addresses.ts";
import { connectFailure, dialFailure, refuse, type Step } from "./failures.ts";
import type { ConnectFailure } from "./stream.ts";

/** After this many milliseconds the next address is tried too, beside those that have not answered (RFC 8305 5). */
const attemptDelay = 250;
/** How long IPv4 addresses wait for those of IPv6, in milliseconds (RFC 8305 3). */
const resolutionDelay = 50;
/** The most addresses of one host that are tried. */
const maxAddresses = 32;

/** Access to the network; tests replace it. */
export interface Network {
  readonly lookup: AddressLookup;
  /** Begins to connect to an IP address. */
  readonly connect: (address: string, port: number) => Socket;
}

/** Nagle's algorithm is off: with it an edit takes 44 ms instead of 1. */
const systemNetwork: Network = {
  lookup: systemAddresses,
  connect: (host, port) =>
    connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }),
};

/**
 * Opens a TCP connection within `timeout` milliseconds. All addresses of the host are tried (RFC 8305): the next begins
 * when one fails, or after a quarter of a second while those before it go on, since a far server takes longer than that.
 * The first that connects wins; the others are closed. If none does, the failure is that of the most promising one.
 */
export function dialTcp(
  host: string,
  port: number,
  timeout: number,
  signal: AbortSignal,
  network: Network = systemNetwork,
): Step<Socket> {
  if (signal.aborted) return Promise.resolve(refuse("sign-in-cancelled"));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return Promise.resolve(refuse("port-invalid"));
  return new Promise((resolve) => {
    const queue = new AddressQueue();
    const attempts = new Set<Socket>();
    let openLookups = 0;
    let hasSettled = false;
    let told: ConnectFailure | undefined;
    /** Set while the next attempt waits. */
    let pace: NodeJS.Timeout | undefined;

    const settle = (outcome: Awaited<Step<Socket>>) => {
      if (hasSettled) return;
      hasSettled = true;
      clearTimeout(timer);
      clearTimeout(pace);
      signal.removeEventListener("abort", cancel);
      for (const socket of attempts) if (!outcome.ok || socket !== outcome.value) socket.destroy();
      resolve(outcome);
    };
    const cancel = () => settle(refuse("sign-in-cancelled"));
    const wait = (milliseconds: number) => {
      clearTimeout(pace);
      pace = setTimeout(tryNext, milliseconds);
    };
    const handleFailure = (error: unknown) => {
      const why = dialFailure(error);
      if (told === undefined || tells(why) > tells(told)) told = why;
      if (!hasSettled) tryNext();
    };
    const tryNext = () => {
      clearTimeout(pace);
      pace = undefined;
      const address = queue.take();
      if (address !== undefined) {
        begin(address);
        wait(attemptDelay);
      } else if (attempts.size === 0 && openLookups === 0)
        settle({ ok: false, failure: told ?? connectFailure("host-not-found") });
    };
    const begin = (address: string) => {
      const socket = network.connect(address, port);
      attempts.add(socket);
      // Kept for the life of the socket: without a listener, an error would end the process.
      socket.on("error", (error) => {
        socket.destroy();
        if (attempts.delete(socket)) handleFailure(error);
      });
      socket.once("connect", () => settle(ok(socket)));
    };
    const find = async (family: Family) => {
      openLookups += 1;
      // A name may have addresses in only one family, so the other family's failure counts only if there are none at all.
      const found = await network.lookup(bare, family).catch((error: unknown) => error);
      openLookups -= 1;
      if (hasSettled) return;
      if (Array.isArray(found)) queue.add(family, found as string[], maxAddresses);
      else if (told === undefined) told = dialFailure(found);
      if (family === 4 && openLookups > 0 && attempts.size === 0) wait(resolutionDelay);
      else if (pace === undefined || attempts.size === 0) tryNext();
    };

    const timer = setTimeout(
      () =>
        settle({ ok: false, failure: told && tells(told) > 1 ? told : connectFailure("connect-timeout") }),
      timeout,
    );
    signal.addEventListener("abort", cancel);
    const bare = host.replace(/^\[|\]$/g, "");
    const literal = isIP(bare);
    if (literal === 4 || literal === 6) {
      queue.add(literal, [bare], 1);
      tryNext();
    } else for (const family of [6, 4] as const) void find(family);
  });
}

/** How informative a failure is: a refusal at least shows that the host exists. */
function tells({ failure }: ConnectFailure): number {
  return ["host-not-found", "connect-timeout", "connection-lost", "connection-refused"].indexOf(failure.code);
}
