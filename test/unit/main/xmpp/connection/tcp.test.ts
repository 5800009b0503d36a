import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AddressQueue, type AddressLookup } from "../../../../../main/xmpp/connection/addresses.ts";
import { dialTcp, type Network } from "../../../../../main/xmpp/connection/tcp.ts";
import { freePorts } from "../../../../servers/free-ports.ts";

/** What an address of the test's network does to whoever dials it. */
type Behaviour = "accepts" | "refuses" | "swallows" | "no-route" | { readonly acceptsAfter: number };

let server: Server;
let port: number;
let closedPort: number;
let accepted: Socket[];
let made: { readonly address: string; readonly socket: Socket; readonly at: number }[];
const unguarded: unknown[] = [];
const note = (error: unknown) => unguarded.push(error);

beforeEach(async () => {
  accepted = [];
  made = [];
  server = createServer((socket) => {
    socket.on("error", () => {}); // the client may leave as it likes
    accepted.push(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
  [closedPort = 0] = await freePorts(1);
  process.on("uncaughtException", note);
});
afterEach(async () => {
  for (const socket of accepted) socket.destroy();
  for (const { socket } of made) socket.destroy();
  server.close();
  await once(server, "close");
  process.off("uncaughtException", note);
  if (unguarded.length > 0) throw new Error(String(unguarded.splice(0)[0]));
});

/** A network where names have these addresses, or their lookup fails or never ends. */
function network(
  behaviours: Readonly<Record<string, Behaviour>>,
  lookups: Partial<Record<4 | 6, readonly string[] | "fails" | "never-ends">> = {},
): Network {
  const addresses = Object.keys(behaviours);
  const lookup: AddressLookup = async (_, family) => {
    const found = lookups[family] ?? addresses.filter((one) => one.includes(":") === (family === 6));
    if (found === "never-ends") return new Promise<never>(() => {});
    if (found === "fails" || found.length === 0) throw Object.assign(new Error(), { code: "ENOTFOUND" });
    return found;
  };
  return {
    lookup,
    connect(address) {
      const behaviour = behaviours[address] ?? "swallows";
      const socket = begin(behaviour);
      made.push({ address, socket, at: performance.now() });
      return socket;
    },
  };
}

function begin(behaviour: Behaviour): Socket {
  if (behaviour === "accepts") return connect(port, "127.0.0.1");
  if (behaviour === "refuses") return connect(closedPort, "127.0.0.1");
  const socket = new Socket();
  if (behaviour === "no-route")
    queueMicrotask(() => socket.destroy(Object.assign(new Error(), { code: "ENETUNREACH" })));
  if (typeof behaviour === "object")
    setTimeout(() => !socket.destroyed && socket.connect(port, "127.0.0.1"), behaviour.acceptsAfter);
  return socket;
}

const never = () => new AbortController().signal;
const order = () => made.map(({ address }) => address);

/** Dials, and gives the address that won or the code of the failure. All other sockets must be gone. */
async function dial(net: Network, { host = "chat.example", timeout = 5_000, signal = never() } = {}) {
  for (const { socket } of made) socket.destroy();
  made = [];
  const outcome = await dialTcp(host, 5222, timeout, signal, net);
  const winner = outcome.ok ? outcome.value : undefined;
  for (const { socket } of made) expect(socket.destroyed).toBe(socket !== winner);
  return outcome.ok ? made.find(({ socket }) => socket === winner)?.address : outcome.failure.failure.code;
}

test("[T27] without IPv6 a far dual-stack server is reached, however long it takes to answer", async () => {
  const far = { acceptsAfter: 600 };
  const net = network({ "2001:db8::1": "no-route", "2001:db8::2": "no-route", "192.0.2.1": far });
  expect(await dial(net)).toBe("192.0.2.1");
});

test("[T27] an attempt is not given up because the next one has begun", async () => {
  const net = network({
    "2001:db8::1": { acceptsAfter: 500 },
    "192.0.2.1": "swallows",
  });
  expect(await dial(net)).toBe("2001:db8::1");
  expect(order()).toEqual(["2001:db8::1", "192.0.2.1"]);
});

test("[T27] an address that never answers delays the next one by a quarter of a second", async () => {
  const net = network({ "2001:db8::1": "swallows", "192.0.2.1": "accepts" });
  expect(await dial(net)).toBe("192.0.2.1");
  const [first, second] = made;
  const gap = (second?.at ?? 0) - (first?.at ?? 0);
  expect(gap).toBeGreaterThan(240);
});

test("[T27] one that refuses, or that no way leads to, is left at once", async () => {
  const refusing = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`192.0.2.${index}`, "refuses"]),
  );
  const net = network({
    ...(refusing as Record<string, Behaviour>),
    "2001:db8::1": "no-route",
    "192.0.2.9": "accepts",
  });
  const begun = performance.now();
  expect(await dial(net)).toBe("192.0.2.9");
  expect(made).toHaveLength(10);
  // Nine waits would be more than two seconds.
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test("[T27] the families are tried by turns, IPv6 first, and every address once", async () => {
  const behaviours = { "192.0.2.1": "refuses", "192.0.2.2": "refuses", "2001:db8::1": "refuses" } as const;
  const net = network(behaviours, {
    4: ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3"],
    6: ["2001:db8::1"],
  });
  expect(await dial(net, { timeout: 400 })).toBe("connection-refused");
  expect(order()).toEqual(["2001:db8::1", "192.0.2.1", "192.0.2.2", "192.0.2.3"]);
});

test("[T27] a lookup of IPv6 that fails or never ends keeps nobody from IPv4, nor the other way round", async () => {
  for (const fault of ["fails", "never-ends"] as const) {
    expect(await dial(network({ "192.0.2.1": "accepts" }, { 6: fault }))).toBe("192.0.2.1");
    expect(await dial(network({ "2001:db8::1": "accepts" }, { 4: fault }))).toBe("2001:db8::1");
  }
});

test("[T27] when none connects the failure that says most is told", async () => {
  expect(await dial(network({ "2001:db8::1": "no-route", "192.0.2.1": "refuses" }))).toBe(
    "connection-refused",
  );
  expect(await dial(network({ "2001:db8::1": "no-route", "192.0.2.1": "no-route" }))).toBe("connect-timeout");
  expect(await dial(network({ "2001:db8::1": "refuses" }, { 4: "fails" }))).toBe("connection-refused");
  expect(await dial(network({}))).toBe("host-not-found");
  expect(await dial(network({}, { 4: "never-ends" }), { timeout: 100 })).toBe("connect-timeout");
});

test("[T16] [T27] the time for all of it is limited, and nothing stays open afterwards", async () => {
  const net = network({ "2001:db8::1": "swallows", "2001:db8::2": "swallows", "192.0.2.1": "swallows" });
  expect(await dial(net, { timeout: 700 })).toBe("connect-timeout");
  expect(made).toHaveLength(3);
  const refused = network({ "2001:db8::1": "swallows", "192.0.2.1": "refuses" });
  expect(await dial(refused, { timeout: 400 })).toBe("connection-refused");
});

test("[T27] cancelled at any moment, nothing stays open", async () => {
  for (const moment of ["while looking up", "while connecting", "between attempts"] as const) {
    const attempt = new AbortController();
    const net = network({ "2001:db8::1": "swallows", "192.0.2.1": "swallows" });
    const dialled = dial(
      {
        lookup: (host, family) => {
          if (moment === "while looking up") queueMicrotask(() => attempt.abort());
          return net.lookup(host, family);
        },
        connect: (address, to) => {
          const socket = net.connect(address, to);
          if (moment === "while connecting" || made.length === 2) queueMicrotask(() => attempt.abort());
          return socket;
        },
      },
      { signal: attempt.signal },
    );
    expect(await dialled).toBe("sign-in-cancelled");
  }
  expect(await dial(network({ "192.0.2.1": "accepts" }), { signal: AbortSignal.abort() })).toBe(
    "sign-in-cancelled",
  );
  expect(made).toEqual([]);
});

test("[T27] whoever lost the race is closed, also on the other side", async () => {
  const net = network({ "2001:db8::1": { acceptsAfter: 260 }, "192.0.2.1": { acceptsAfter: 10 } });
  const winner = await dial(net);
  expect(made).toHaveLength(2);
  const others = made.filter(({ address }) => address !== winner);
  expect(others.every(({ socket }) => socket.destroyed)).toBe(true);
});

test("[T14] an error long after the race is over ends no process", async () => {
  await dial(network({ "2001:db8::1": "swallows", "192.0.2.1": "accepts" }));
  for (const { socket } of made) socket.emit("error", new Error("late"));
});

test("[T27] of a host that claims ten thousand addresses a few are tried", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const net = network(Object.fromEntries(many.map((address) => [address, "refuses"])));
  expect(await dial(net)).toBe("connection-refused");
  expect(made).toHaveLength(32);
});

test("[T27] an IP address is dialled as it is, in brackets or not", async () => {
  const net = network({ "192.0.2.1": "accepts", "2001:db8::1": "accepts" }, { 4: "fails", 6: "fails" });
  for (const host of ["192.0.2.1", "2001:db8::1", "[2001:db8::1]"]) {
    expect(await dial(net, { host })).toBe(host.replace(/[[\]]/g, ""));
  }
});

test("[T27] the addresses of a queue come out by turns whatever came in first", () => {
  const queue = new AddressQueue();
  queue.add(4, ["1", "2", "3"], 10);
  queue.add(6, ["a"], 10);
  expect([queue.take(), queue.take(), queue.take()]).toEqual(["a", "1", "2"]);
  queue.add(6, ["b", "a"], 10);
  expect([queue.take(), queue.take(), queue.take()]).toEqual(["b", "3", undefined]);
});

test("[T11] [T27] the machine's own network: a name with both families whose server has one", async () => {
  const outcome = await dialTcp("localhost", port, 5_000, never());
  if (!outcome.ok) throw new Error(outcome.failure.failure.code);
  expect(outcome.value.remoteAddress).toMatch(/127\.0\.0\.1$/);
  outcome.value.destroy();
});
