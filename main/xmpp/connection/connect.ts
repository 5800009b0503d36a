import type { Note } from "../../../app/diagnosis/event.ts";
import { type BareJid, parseJid, toWire } from "../../../app/jid.ts";
import { type FailureCode, ok, type Result } from "../../../app/result.ts";
import { failureFields } from "../../diagnosis/failure-fields.ts";
import { bindResource } from "./bind.ts";
import { toALabels } from "./certificate.ts";
import { channelBindings } from "./channel-binding.ts";
import { ClearText } from "./clear-text.ts";
import { dialDirectTls } from "./direct-tls.ts";
import type { Element } from "./element.ts";
import { dnsLookup, findEndpoints } from "./endpoints.ts";
import { atStage, connectFailure, placedAt, refuse, type Step } from "./failures.ts";
import { LiveStream } from "./live-stream.ts";
import { Refusals } from "./refusals.ts";
import { enableResumption, offersStreamManagement, resumeStream, SavedStream } from "./resume.ts";
import { signIn } from "./sasl.ts";
import { maxOtherHosts, otherEndpoint } from "./see-other-host.ts";
import { startTls } from "./starttls.ts";
import type { ConnectFailure, ConnectOptions, Endpoint, Stream, Trust } from "./stream.ts";
import { dialTcp } from "./tcp.ts";
import { usualTiming } from "./timing.ts";
import { Wire } from "./wire.ts";

/**
 * One attempt at a stream: find the server, start TLS, sign in, then resume the earlier stream or bind a fresh one.
 * Never rejects. The failure names the domain, and host and port if it got that far. Nothing is retried, except
 * that the domain's next host is tried if one could not be reached or did not prove to be the domain's, and
 * that a redirect of a verified host is followed.
 */
export async function connect(options: ConnectOptions): Promise<Result<Stream, ConnectFailure>> {
  const note = options.note ?? (() => undefined);
  const endpoints = options.endpoint === null ? await lookUp(options, note) : [options.endpoint];
  const why = options.signal.aborted ? "sign-in-cancelled" : "host-not-found";
  let last: ConnectFailure = connectFailure(why, { domain: options.domain });
  let question: ConnectFailure | undefined;
  const refusals = new Refusals();
  let { trust } = options;
  const onTrust = (learnt: Trust) => {
    trust = learnt;
    options.onTrust?.(learnt);
  };
  let otherHosts = 0;
  const ways: (Endpoint | ClearText)[] = [...endpoints];
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const attempt = await connectTo(way, () => ({ ...options, trust, onTrust, refusals, note }));
    if (attempt.ok) return attempt;
    last = withPlace(attempt.failure, way, options.domain);
    if (last.certificate !== null) question ??= last;
    if (options.signal.aborted) return { ok: false, failure: last };
    const other = ClearText.is(way) ? undefined : otherEndpoint(last, way);
    if (other !== undefined && otherHosts < maxOtherHosts) {
      otherHosts += 1;
      ways.unshift(other);
      note({ kind: "redirected", host: other.host, port: other.port });
    } else if (!mayBeElsewhere(last)) return { ok: false, failure: last };
    // The caller notes the last failure.
    else if (ways.length > 0 || (question !== undefined && question !== last))
      note({ kind: "endpoint-failed", ...failureFields(last.failure), stage: last.stage });
  }
  // The person can decide about a certificate, so that failure must not be hidden by a closed port.
  return { ok: false, failure: question ?? last };
}

/** The domain's endpoints, or none as soon as the attempt is cancelled. */
async function lookUp({ domain, lookup, signal }: ConnectOptions, note: Note): Promise<Endpoint[]> {
  const cancelled = new Promise<Endpoint[]>((resolve) => {
    signal.addEventListener("abort", () => resolve([]), { once: true });
  });
  const found = await Promise.race([
    findEndpoints(toALabels(domain), lookup ?? dnsLookup, Math.random),
    cancelled,
  ]);
  if (!signal.aborted) note({ kind: "looked-up", domain, endpoints: found.length });
  return found;
}

/** An attempt over one or more streams: later ones use what earlier ones learned and which mechanisms were refused. */
interface Attempt extends ConnectOptions {
  readonly onTrust: (trust: Trust) => void;
  readonly refusals: Refusals;
  readonly note: Note;
}

/**
 * After a refusal the next mechanism may need a fresh stream: some servers close the one they refused on, or no longer answer
 * on it (RFC 6120 6.4.5 asks them to allow several tries).
 */
async function connectTo(endpoint: Endpoint | ClearText, now: () => Attempt): Step<Stream> {
  for (;;) {
    const attempt = now();
    const { refusals } = attempt;
    const before = refusals.count;
    refusals.wantsFreshStream = false;
    const stream = await connectOnce(endpoint, attempt);
    const isCutShort = !stream.ok && cutShort.has(stream.failure.failure.code);
    const goesOn = !stream.ok && (isCutShort || refusals.wantsFreshStream) && refusals.count > before;
    if (!goesOn) return stream;
  }
}

const cutShort: ReadonlySet<FailureCode> = new Set([
  "connection-lost",
  "connect-timeout",
  "policy-violation",
]);

async function connectOnce(endpoint: Endpoint | ClearText, options: Attempt): Step<Stream> {
  if (options.signal.aborted) return refuse("sign-in-cancelled");
  const wire = new Wire(options.domain);
  const cancel = () => wire.end(connectFailure("sign-in-cancelled"));
  options.signal.addEventListener("abort", cancel);
  try {
    const stream = await negotiate(wire, endpoint, options);
    if (stream.ok) return stream;
    wire.end(stream.failure);
    return { ok: false, failure: atStage(stream.failure, wire.stage) };
  } finally {
    options.signal.removeEventListener("abort", cancel);
  }
}

async function negotiate(wire: Wire, endpoint: Endpoint | ClearText, options: Attempt): Step<Stream> {
  const timing = { ...usualTiming, ...options.timing };
  const isSecure = !ClearText.is(endpoint);
  const offered = ClearText.is(endpoint)
    ? await openInClear(wire, endpoint, timing.open)
    : await openSecured(wire, endpoint, options);
  if (!offered.ok) return offered;

  const { local, user = local, password, trust, onTrust, refusals, note } = options;
  const learnt = await signIn(wire, offered.value, {
    user,
    password,
    trust,
    isSecure,
    bindings: channelBindings(wire.socket),
    refusals,
    onTrust,
    note,
    timeout: timing.signIn,
  });
  if (!learnt.ok) return learnt;
  wire.stage = "signed-in";
  const opened = await wire.open(timing.open);
  if (!opened.ok) return opened;
  const features = opened.value;
  const common = { wire, timing, trust: learnt.value, offers: readOffers(features) };

  const saved =
    options.resume instanceof SavedStream && offersStreamManagement(features) ? options.resume : null;
  if (saved) {
    const resumed = await resumeStream(wire, saved, timing.open);
    if (!resumed.ok) return resumed;
    note({ kind: resumed.value ? "resumed" : "not-resumed" });
    if (resumed.value) {
      const { fullJid, acknowledgements } = saved;
      return establish({ ...common, fullJid, acknowledgements, isResumed: true }, options);
    }
  }
  const fullJid = await bindResource(wire, features, timing.open);
  if (!fullJid.ok) return fullJid;
  const ours = checkAddress(fullJid.value, options);
  if (!ours.ok) return ours;
  const acknowledgements = offersStreamManagement(features)
    ? await enableResumption(wire, timing.open)
    : ok(null);
  if (!acknowledgements.ok) return acknowledgements;
  note({ kind: "bound", isResumable: (acknowledgements.value?.id ?? "") !== "" });
  const fresh = { fullJid: fullJid.value, acknowledgements: acknowledgements.value, isResumed: false };
  return establish({ ...common, ...fresh }, options);
}

/** Everything is keyed by our address, so the stream must belong to the address that was asked for. */
function establish(
  established: Omit<ConstructorParameters<typeof LiveStream>[0], "bareJid">,
  options: ConnectOptions,
): Result<Stream, ConnectFailure> {
  const bareJid = checkAddress(established.fullJid, options);
  return bareJid.ok ? ok(new LiveStream({ ...established, bareJid: bareJid.value })) : bareJid;
}

/**
 * Our bare JID, if the server bound the address that we asked for. Another one fails as `bound-elsewhere` with both (RFC 6120
 * 7.1 leaves the local part to the server): main/accounts decides whether to use it.
 */
function checkAddress(fullJid: string, { local, domain }: ConnectOptions): Result<BareJid, ConnectFailure> {
  const bound = parseJid(fullJid);
  const ours = parseJid(`${local}@${domain}`);
  if (!bound.ok || !ours.ok) return refuse("malformed-stream");
  if (bound.value.bareJid === ours.value.bareJid) return ok(bound.value.bareJid);
  const address = toWire(ours.value);
  return refuse("bound-elsewhere", { address, bound: toWire({ ...bound.value, resource: "" }) });
}

async function openSecured(wire: Wire, endpoint: Endpoint, options: Attempt): Step<Element> {
  const timing = { ...usualTiming, ...options.timing };
  const { host, port, security } = endpoint;
  options.note({ kind: "trying", host, port, security });
  const tls = {
    domain: options.domain,
    trusted: options.trust.fingerprint,
    extraAuthorities: options.extraAuthorities ?? [],
    timeout: timing.connect,
    signal: options.signal,
    note: options.note,
  };
  if (endpoint.security === "direct-tls") {
    const socket = await dialDirectTls(host, port, tls);
    if (!socket.ok) return socket;
    wire.stage = "secured";
    wire.introduce(`${options.local}@${options.domain}`);
    wire.attach(socket.value);
    return wire.open(timing.open);
  }
  const socket = await dialTcp(host, port, timing.connect, options.signal);
  if (!socket.ok) return socket;
  wire.attach(socket.value);
  const features = await wire.open(timing.open);
  if (!features.ok) return features;
  wire.introduce(`${options.local}@${options.domain}`);
  return startTls(wire, socket.value, features.value, { ...tls, answer: timing.open });
}

function openInClear(wire: Wire, line: ClearText, timeout: number): Step<Element> {
  const socket = line.dial();
  wire.stage = "secured"; // nobody else can reach a connection inside this process
  socket.on("error", () => {}); // `close` follows; without a listener, an error would end the process
  wire.attach(socket);
  return wire.open(timeout);
}

function readOffers(features: Element): Stream["offers"] {
  return {
    rosterVersioning: features.getChild("ver", "urn:xmpp:features:rosterver") !== undefined,
    preApproval: features.getChild("sub", "urn:xmpp:features:pre-approval") !== undefined,
  };
}

/**
 * Whether the next host may work: before TLS this one has not proved to be the domain (RULE T21); after it, this one
 * closed the connection, did not answer or does not speak XMPP.
 */
function mayBeElsewhere({ failure, stage }: ConnectFailure): boolean {
  return stage === "clear" || /^(connect-timeout|connection-lost|not-xmpp)$/.test(failure.code);
}

function withPlace(why: ConnectFailure, endpoint: Endpoint | ClearText, domain: string): ConnectFailure {
  const place = ClearText.is(endpoint) ? { domain } : { domain, host: endpoint.host, port: endpoint.port };
  return { ...why, failure: placedAt(why.failure, place) };
}
