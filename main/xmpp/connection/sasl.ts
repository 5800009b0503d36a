/// <reference path="./saslprep.d.ts" />
import saslprep from "saslprep";
import type { Note } from "../../../app/diagnosis/event.ts";
import { ok, type Result } from "../../../app/result.ts";
import type { BindingName } from "./channel-binding.ts";
import { type Element, xml } from "./element.ts";
import { connectFailure, refuse, signInFailure, type Step } from "./failures.ts";
import { offeredMechanisms, offersScram, planSignIn, readOffer, type ScramTry } from "./mechanisms.ts";
import type { Refusal, Refusals } from "./refusals.ts";
import { type Gs2, iterationLimits, readIterations, startScram } from "./scram.ts";
import type { ConnectFailure, Trust } from "./stream.ts";
import type { Wire } from "./wire.ts";

const ns = "urn:ietf:params:xml:ns:xmpp-sasl";

export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly trust: Trust;
  /** TLS with an accepted certificate. */
  readonly isSecure: boolean;
  /** The channel bindings of this connection. */
  readonly bindings: ReadonlyMap<BindingName, Buffer>;
  /** The refusals of this attempt, on earlier streams too. */
  readonly refusals: Refusals;
  /** Called at once with what the server offers: an offer counts even if the attempt fails (RULE T22). */
  readonly onTrust: (trust: Trust) => void;
  readonly note: Note;
  /** The time limit for each answer, in milliseconds. */
  readonly timeout: number;
}

/** Signs in (RFC 6120 6) and returns what was learned about the server. The stream must be opened again afterwards. */
export async function signIn(wire: Wire, features: Element, credentials: Credentials): Step<Trust> {
  const offer = readOffer(features);
  const { bindings, isSecure, note, refusals } = credentials;
  note({ kind: "mechanisms-offered", mechanisms: offeredMechanisms(features) });
  let { trust } = credentials;
  if (isSecure && offersScram(offer) && !trust.hasOfferedScram) {
    trust = { ...trust, hasOfferedScram: true };
    credentials.onTrust(trust);
  }
  const plan = planSignIn(offer, [...bindings.keys()], { trust: credentials.trust, isSecure });
  if (!plan.ok) return plan;
  const password = prepare(credentials.password);
  if (password === undefined) return refuse("not-authorized", { condition: "password-impossible" });
  const prepared = { ...credentials, password };
  if (plan.value === "PLAIN") {
    note({ kind: "signing-in", mechanism: "PLAIN", binding: null });
    const done = await signInPlain(wire, prepared);
    if (!done.ok) return done;
    note({ kind: "signed-in", mechanism: "PLAIN", binding: null });
    return ok(trust);
  }
  // Prosody 0.12 does not answer a second -PLUS on one stream: it has forgotten the channel by then.
  let hasBound = false;
  for (const attempt of plan.value) {
    if (!refusals.allows(attempt)) continue;
    if (hasBound) {
      refusals.wantsFreshStream = true;
      break;
    }
    const way = { mechanism: nameOf(attempt), binding: attempt.binding };
    note({ kind: "signing-in", ...way });
    const done = await signInScram(wire, attempt, {
      ...prepared,
      isGuess: attempt.binding !== null && offer.bindings === null,
    });
    if (done.ok) {
      note({ kind: "signed-in", ...way });
      return ok(afterScram(trust, attempt, refusals));
    }
    const { refusal, why } = done.failure;
    if (refusal !== null) note({ kind: "mechanism-refused", ...way, condition: refusal.condition });
    if (refusal === null || !refusals.note(attempt, refusal)) return { ok: false, failure: why };
    hasBound ||= attempt.binding !== null;
  }
  return { ok: false, failure: refusals.verdict };
}

/** Withdraws the consent to a plain password: the server has shown that it does not need it. */
function afterScram(trust: Trust, { mechanism, binding }: ScramTry, refusals: Refusals): Trust {
  const refused = new Set([...(trust.scram?.refused ?? []), ...refusals.mechanisms]);
  refused.delete(mechanism);
  const { fingerprint } = trust;
  return { fingerprint, hasOfferedScram: true, scram: { mechanism, binding, refused: [...refused] } };
}

async function signInPlain(wire: Wire, { user, password, timeout }: Credentials): Step<null> {
  void wire.write(auth("PLAIN", `\0${user}\0${password}`));
  const outcome = await wire.next(timeout);
  if (!outcome.ok) return outcome;
  if (outcome.value.is("success", ns)) return ok(null);
  return outcome.value.is("failure", ns)
    ? { ok: false, failure: signInFailure(outcome.value) }
    : refuse("malformed-stream");
}

/** Why a run of SCRAM did not succeed; `refusal` if the server refused, and then the stream continues. */
interface ScramFailure {
  readonly why: ConnectFailure;
  readonly refusal: Refusal | null;
}

async function signInScram(
  wire: Wire,
  attempt: ScramTry,
  { user, password, timeout, bindings, isGuess }: Credentials & { readonly isGuess: boolean },
): Promise<Result<null, ScramFailure>> {
  const { mechanism } = attempt;
  const scram = startScram({ mechanism, user, password, gs2: gs2For(attempt, bindings) });
  void wire.write(auth(nameOf(attempt), scram.clientFirst));
  let isGenuine = false;
  let hasAnswered = false;
  // A challenge, perhaps the server's signature as a second one, then success: three answers at most.
  for (let answers = 0; answers < 3; answers++) {
    const next = await wire.next(timeout);
    if (!next.ok) return givenUp(next.failure);
    const element = next.value;
    if (element.is("failure", ns)) return refused(element, attempt, { isAfterProof: hasAnswered, isGuess });
    const text = Buffer.from(element.getText(), "base64").toString("utf8");
    if (element.is("success", ns)) {
      isGenuine ||= scram.isServerGenuine(text);
      return isGenuine ? ok(null) : givenUp(connectFailure("server-signature-wrong"));
    }
    if (!element.is("challenge", ns)) return givenUp(connectFailure("malformed-stream"));
    if (hasAnswered) {
      isGenuine = scram.isServerGenuine(text);
      if (!isGenuine) return givenUp(connectFailure("server-signature-wrong"));
      void wire.write(xml("response", { xmlns: ns }));
    } else {
      const iterations = readIterations(text) ?? iterationLimits.min;
      if (iterations < iterationLimits.min || iterations > iterationLimits.max) {
        const code = iterations < iterationLimits.min ? "scram-too-weak" : "scram-too-costly";
        return givenUp(connectFailure(code, { iterations, ...iterationLimits }));
      }
      const answer = await scram.answer(text);
      if (answer === undefined) return givenUp(connectFailure("server-signature-wrong"));
      hasAnswered = true;
      void wire.write(xml("response", { xmlns: ns }, base64(answer)));
    }
  }
  return givenUp(connectFailure("malformed-stream"));
}

/** The mechanism as it goes over the wire. */
function nameOf({ mechanism, binding }: ScramTry): string {
  return binding === null ? mechanism : `${mechanism}-PLUS`;
}

function gs2For({ flag, binding }: ScramTry, bindings: Credentials["bindings"]): Gs2 {
  const bytes = binding === null ? undefined : bindings.get(binding);
  return { header: binding === null ? `${flag},,` : `p=${binding},,`, binding: bytes ?? Buffer.alloc(0) };
}

function givenUp(why: ConnectFailure): { readonly ok: false; readonly failure: ScramFailure } {
  return { ok: false, failure: { why, refusal: null } };
}

function refused(
  element: Element,
  { flag }: ScramTry,
  when: Pick<Refusal, "isAfterProof" | "isGuess">,
): { readonly ok: false; readonly failure: ScramFailure } {
  const told = signInFailure(element);
  const condition = String(told.failure.values.condition);
  // A server has no other error for a binding that it does not know or finds wrong, or for a "y" that it knows to be untrue
  // (RFC 5802 7), so this says nothing about the password.
  const isAboutBinding = condition === "malformed-request" && flag !== "n";
  const failure = isAboutBinding
    ? connectFailure("channel-binding-failed", { condition, hasWorked: flag === "y" })
    : told;
  return { ok: false, failure: { why: failure, refusal: { ...when, failure, condition } } };
}

function auth(mechanism: string, text: string): Element {
  return xml("auth", { xmlns: ns, mechanism }, base64(text));
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** RFC 4013, unassigned code points allowed as in queries. Undefined if no server can have that password. */
function prepare(password: string): string | undefined {
  try {
    return saslprep(password, { allowUnassigned: true });
  } catch {
    return undefined; // the library throws on what the profile forbids
  }
}
