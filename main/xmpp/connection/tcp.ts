import { connect, type Socket } from "node:net";
import { ok } from "../../../app/result.ts";
import { connectFailure, dialFailure, refuse, type Step } from "./failures.ts";

/**
 * Opens a TCP connection within `timeout` milliseconds, trying all addresses of the host. Nagle's algorithm is off: with
 * it an edit takes 44 ms instead of 1.
 */
export function dialTcp(host: string, port: number, timeout: number, signal: AbortSignal): Step<Socket> {
  if (signal.aborted) return Promise.resolve(refuse("sign-in-cancelled"));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return Promise.resolve(refuse("port-invalid"));
  return new Promise((resolve) => {
    const bare = host.replace(/^\[|\]$/g, "");
    const socket = connect({
      host: bare,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
    });
    const settle = (outcome: Awaited<Step<Socket>>) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    const cancel = () => settle(refuse("sign-in-cancelled"));
    const timer = setTimeout(
      () => settle({ ok: false, failure: connectFailure("connect-timeout") }),
      timeout,
    );
    signal.addEventListener("abort", cancel);
    // Stays for the life of the socket: an error that nobody listens to would end the process.
    socket.on("error", (error) => settle({ ok: false, failure: dialFailure(error) }));
    socket.once("connect", () => settle(ok(socket)));
  });
}
