import { ok, type Result } from "../../../app/result.ts";
import type { BindingName } from "./channel-binding.ts";
import type { Element } from "./element.ts";
import { refuse } from "./failures.ts";
import { type ScramMechanism, scramMechanisms } from "./scram.ts";
import type { ConnectFailure, ScramRecord, Trust } from "./stream.ts";

const saslNs = "urn:ietf:params:xml:ns:xmpp-sasl";
const bindingNs = "urn:xmpp:sasl-cb:0";

/** The ways to sign in that a server offers and Kith knows. */
export interface Offer {
  readonly isPlain: boolean;
  readonly scram: readonly ScramMechanism[];
  /** Those with channel binding, named without `-PLUS`. */
  readonly plus: readonly ScramMechanism[];
  /** The bindings the server can do (XEP-0440); null where it does not say. */
  readonly bindings: readonly string[] | null;
}

/** One way to sign in by SCRAM. `flag` "y" says that we could bind and the server does not seem to (RFC 5802 6). */
export type ScramTry =
  | { readonly mechanism: ScramMechanism; readonly flag: "n" | "y"; readonly binding: null }
  | { readonly mechanism: ScramMechanism; readonly flag: "p"; readonly binding: BindingName };

export function readOffer(features: Element): Offer {
  const names = new Set(offeredMechanisms(features));
  const said = features.getChild("sasl-channel-binding", bindingNs);
  return {
    isPlain: names.has("PLAIN"),
    scram: scramMechanisms.filter((name) => names.has(name)),
    plus: scramMechanisms.filter((name) => names.has(`${name}-PLUS`)),
    bindings:
      said
        ?.getChildren("channel-binding")
        .flatMap(({ attrs }) => attrs["type"] ?? [])
        .slice(0, 100) ?? null,
  };
}

/** The names of all mechanisms that the server offers, as it spells them. */
export function offeredMechanisms(features: Element): string[] {
  const listed = features.getChild("mechanisms", saslNs)?.getChildren("mechanism") ?? [];
  return listed.map((mechanism) => mechanism.getText().trim());
}

export function offersScram({ scram, plus }: Offer): boolean {
  return scram.length + plus.length > 0;
}

/**
 * The ways to sign in, in the order to try; or the plain password. PLAIN is used only over TLS, and not with a server that
 * offered SCRAM before unless the person consented: an impostor may answer, or may be after the password. ANONYMOUS is never used: it
 * would be another account. `available` lists the bindings of this connection.
 */
export function planSignIn(
  offer: Offer,
  available: readonly BindingName[],
  { trust, isSecure }: { readonly trust: Trust; readonly isSecure: boolean },
): Result<readonly ScramTry[] | "PLAIN", ConnectFailure> {
  const tries = planScram(offer, available, trust.scram);
  if (tries.length > 0) return ok(tries);
  const canBePlain = offer.isPlain && isSecure;
  if (canBePlain && trust.isPlainAllowed === true) return ok("PLAIN");
  if (offersScram(offer)) return refuse("channel-binding-failed");
  if (!canBePlain) return refuse("mechanism-unavailable");
  return trust.hasOfferedScram ? refuse("mechanism-downgraded") : ok("PLAIN");
}

/** Best hash first, but hashes that were refused for this account last. */
function planScram(
  offer: Offer,
  available: readonly BindingName[],
  record: ScramRecord | undefined,
): readonly ScramTry[] {
  const inOrder = (offered: readonly ScramMechanism[]) =>
    offered.toSorted(
      (a, b) => Number(record?.refused.includes(a) ?? false) - Number(record?.refused.includes(b) ?? false),
    );
  const bindings = chooseBindings(offer, available, record?.binding ?? null);
  const bound = inOrder(offer.plus).flatMap((mechanism) =>
    bindings.map((binding): ScramTry => ({ mechanism, flag: "p", binding })),
  );
  if (bound.length > 0 && (offer.bindings !== null || offer.scram.length === 0)) return bound;
  // If binding worked before and is no longer offered, we send "y". A genuine server that can bind must refuse it: then somebody
  // in between hid the offer. Otherwise "n": Prosody also refuses "y" if its administrator switched -PLUS off under TLS 1.2.
  const flag = offer.plus.length === 0 && (record?.binding ?? null) !== null ? "y" : "n";
  const unbound = inOrder(offer.scram).map((mechanism): ScramTry => ({ mechanism, flag, binding: null }));
  // The server does not say what it supports. It may have lost the binding that worked before; do not give it up for that.
  return [...bound, ...unbound];
}

/**
 * XEP-0440: the best that both sides have. If the server does not say, the one that worked before, or else a guess. Kith
 * guesses only if SCRAM without binding is not offered: many servers know only `tls-unique`, so a guess may fail.
 */
function chooseBindings(
  offer: Offer,
  available: readonly BindingName[],
  before: BindingName | null,
): readonly BindingName[] {
  if (offer.plus.length === 0) return [];
  if (offer.bindings !== null) return available.filter((name) => offer.bindings?.includes(name)).slice(0, 1);
  const known = available.filter((name) => name === before);
  if (offer.scram.length > 0) return known;
  return [...known, ...available.filter((name) => name !== before)];
}
