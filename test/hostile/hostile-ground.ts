import { afterEach, beforeEach, expect } from "vitest";
import { connect } from "../../main/xmpp/connection/connect.ts";
import type {
  ConnectFailure,
  ConnectOptions,
  ResumeToken,
  Stream,
} from "../../main/xmpp/connection/stream.ts";
import { hostileAuthority, type Line, scriptedServer } from "./scripted-server.ts";

const cleanups: (() => Promise<unknown> | void)[] = [];
const unguarded: unknown[] = [];
const note = (error: unknown) => unguarded.push(error);

/** Every hostile test also shows that nothing from the network became an uncaught exception or rejection. */
export function guardEveryTest(): void {
  beforeEach(() => {
    process.on("uncaughtException", note);
    process.on("unhandledRejection", note);
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("uncaughtException", note);
    process.off("unhandledRejection", note);
    expect(unguarded.splice(0)).toEqual([]);
  });
}

/** Starts a scripted server for one test; gives what Kith needs to connect to it. */
export async function hostile(
  security: "starttls" | "direct-tls",
  script: (line: Line) => Promise<void>,
): Promise<ConnectOptions> {
  const server = await scriptedServer(script);
  cleanups.push(server.stop);
  return optionsFor(server.port, security);
}

export function optionsFor(port: number, security: "starttls" | "direct-tls"): ConnectOptions {
  return {
    local: "romeo",
    domain: "example.test",
    password: "secret",
    extraAuthorities: [hostileAuthority()],
    endpoint: { host: "127.0.0.1", port, security },
    trust: { fingerprint: null, hasOfferedScram: false },
    resume: null,
    signal: new AbortController().signal,
    timing: { connect: 300, open: 300, signIn: 300, close: 100 },
  };
}

export async function refused(options: ConnectOptions): Promise<ConnectFailure> {
  const result = await connect(options);
  if (!result.ok) return result.failure;
  result.value.abort();
  throw new Error("the connection was accepted");
}

export async function letIn(options: ConnectOptions): Promise<Stream> {
  const result = await connect(options);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  const stream = result.value;
  cleanups.push(() => stream.close());
  return stream;
}

export function endOf(stream: Stream): Promise<{ why: ConnectFailure; resume: ResumeToken | null }> {
  return new Promise((resolve) => (stream.onEnd = (why, resume) => resolve({ why, resume })));
}
