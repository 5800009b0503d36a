/// <reference path="./saslprep.d.ts" />
import saslprep from "saslprep";
import { ok, type Result } from "../../../app/result.ts";
import { type Element, xml } from "./element.ts";
import { refuse, signInFailure, type Step } from "./failures.ts";
import { type ScramMechanism, scramHashes, startScram } from "./scram.ts";
import type { ConnectFailure, Trust } from "./stream.ts";
import type { Wire } from "./wire.ts";

const ns = "urn:ietf:params:xml:ns:xmpp-sasl";

export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly trust: Trust;
  /** TLS with a certificate that was found good. */
  readonly isSecure: boolean;
  /** Milliseconds for each answer. */
  readonly timeout: number;
}

/** Signs in (RFC 6120 6) and gives what was learnt about the server. The stream is to be opened anew afterwards. */
export async function signIn(wire: Wire, features: Element, credentials: Credentials): Step<Trust> {
  const chosen = chooseMechanism(features, credentials);
  if (!chosen.ok) return chosen;
  const password = prepare(credentials.password);
  if (password === undefined) return refuse("not-authorized", { condition: "password-impossible" });
  const prepared = { ...credentials, password };
  const done =
    chosen.value === "PLAIN"
      ? await signInPlain(wire, prepared)
      : await signInScram(wire, chosen.value, prepared);
  if (!done.ok) return done;
  return ok({
    ...credentials.trust,
    hasOfferedScram: credentials.trust.hasOfferedScram || chosen.value !== "PLAIN",
  });
}

/**
 * SCRAM, the strongest hash first. The plain password only over TLS, and never to a server that has offered SCRAM before:
 * then somebody else answers, or wants the password. Never ANONYMOUS: that would be another account.
 */
export function chooseMechanism(
  features: Element,
  { trust, isSecure }: Pick<Credentials, "trust" | "isSecure">,
): Result<ScramMechanism | "PLAIN", ConnectFailure> {
  const mechanisms = features.getChild("mechanisms", ns)?.getChildren("mechanism") ?? [];
  const offered = new Set(mechanisms.map((mechanism) => mechanism.getText().trim()));
  const scram = (Object.keys(scramHashes) as ScramMechanism[]).find((mechanism) => offered.has(mechanism));
  if (scram !== undefined) return ok(scram);
  if (!offered.has("PLAIN") || !isSecure) return refuse("mechanism-unavailable");
  return trust.hasOfferedScram ? refuse("mechanism-downgraded") : ok("PLAIN");
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

async function signInScram(
  wire: Wire,
  mechanism: ScramMechanism,
  { user, password, timeout }: Credentials,
): Step<null> {
  const scram = startScram(mechanism, user, password);
  void wire.write(auth(mechanism, scram.clientFirst));
  let isGenuine = false;
  let hasAnswered = false;
  // A challenge, perhaps the server's signature as a second one, then success: three answers at most.
  for (let answers = 0; answers < 3; answers++) {
    const next = await wire.next(timeout);
    if (!next.ok) return next;
    const element = next.value;
    if (element.is("failure", ns)) return { ok: false, failure: signInFailure(element) };
    const text = Buffer.from(element.getText(), "base64").toString("utf8");
    if (element.is("success", ns)) {
      isGenuine ||= scram.isServerGenuine(text);
      return isGenuine ? ok(null) : refuse("server-signature-wrong");
    }
    if (!element.is("challenge", ns)) return refuse("malformed-stream");
    if (hasAnswered) {
      isGenuine = scram.isServerGenuine(text);
      if (!isGenuine) return refuse("server-signature-wrong");
      void wire.write(xml("response", { xmlns: ns }));
    } else {
      const answer = await scram.answer(text);
      if (answer === undefined) return refuse("server-signature-wrong");
      hasAnswered = true;
      void wire.write(xml("response", { xmlns: ns }, base64(answer)));
    }
  }
  return refuse("malformed-stream");
}

function auth(mechanism: string, text: string): Element {
  return xml("auth", { xmlns: ns, mechanism }, base64(text));
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** RFC 4013, unassigned code points allowed as in queries. Undefined when no server can have such a password. */
function prepare(password: string): string | undefined {
  try {
    return saslprep(password, { allowUnassigned: true });
  } catch {
    return undefined; // the library throws on what the profile forbids
  }
}
