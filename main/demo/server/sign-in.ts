/// <reference path="../../xmpp/connection/saslprep.d.ts" />
import { createHmac, timingSafeEqual } from "node:crypto";
import saslprep from "saslprep";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { challenge, readClientFirst, type ScramChallenge } from "./scram.ts";

export const saslNs = "urn:ietf:params:xml:ns:xmpp-sasl";

export interface SignInOptions {
  readonly find: (user: string) => Account | undefined;
  /** Of this server's life, for the salts. */
  readonly secret: Buffer;
  /** Offers PLAIN as well, for test clients that know nothing else. */
  readonly offersPlain: boolean;
}

/** The outcome of one element of the exchange. */
export interface SignInStep {
  readonly reply: Element;
  /** Signed in: the stream starts again. */
  readonly account?: Account;
  readonly hasFailed?: true;
}

/** Signing in on one stream (RFC 6120 6): SCRAM-SHA-256, as often as the caller lets it be tried. */
export class SignIn {
  readonly #options: SignInOptions;
  #challenge: { readonly scram: ScramChallenge; readonly account: Account | undefined } | undefined;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  get offer(): Element {
    const names = ["SCRAM-SHA-256", ...(this.#options.offersPlain ? ["PLAIN"] : [])];
    return xml("mechanisms", { xmlns: saslNs }, ...names.map((name) => xml("mechanism", {}, name)));
  }

  handle(element: Element): SignInStep {
    const text = Buffer.from(element.getText(), "base64").toString("utf8");
    const running = this.#challenge;
    this.#challenge = undefined;
    if (element.name === "abort") return failure("aborted");
    if (element.name === "response")
      return running === undefined ? failure("malformed-request") : this.#finish(running, text);
    if (element.name !== "auth") return failure("malformed-request");
    const { mechanism } = element.attrs;
    if (mechanism === "SCRAM-SHA-256") return this.#begin(text);
    if (mechanism === "PLAIN" && this.#options.offersPlain) return this.#plain(text);
    return failure("invalid-mechanism");
  }

  #begin(clientFirst: string): SignInStep {
    const first = readClientFirst(clientFirst);
    if (first === undefined) return failure("malformed-request");
    const account = this.#options.find(first.user);
    const salt = createHmac("sha256", this.#options.secret).update(first.user).digest().subarray(0, 16);
    // An unknown user gets a challenge too, and is refused like a wrong password.
    const password = prepared(account?.password ?? "") ?? "";
    const scram = challenge(password, salt, clientFirst, first.bare);
    this.#challenge = { scram, account };
    return { reply: xml("challenge", { xmlns: saslNs }, base64(scram.serverFirst)) };
  }

  #finish(
    { scram, account }: { scram: ScramChallenge; account: Account | undefined },
    clientFinal: string,
  ): SignInStep {
    const proof = scram.verify(clientFinal);
    if (proof === undefined || account === undefined) return failure("not-authorized");
    return { reply: xml("success", { xmlns: saslNs }, base64(proof)), account };
  }

  #plain(text: string): SignInStep {
    const [authorised, user = "", password = "", ...more] = text.split("\0");
    const account = this.#options.find(user);
    if (authorised !== "" || more.length > 0) return failure("malformed-request");
    if (account === undefined || !isSame(prepared(password), prepared(account.password)))
      return failure("not-authorized");
    return { reply: xml("success", { xmlns: saslNs }), account };
  }
}

function failure(condition: string): SignInStep {
  return { reply: xml("failure", { xmlns: saslNs }, xml(condition)), hasFailed: true };
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** RFC 4013; undefined if the text cannot be a password. */
function prepared(password: string): string | undefined {
  try {
    return saslprep(password, { allowUnassigned: true });
  } catch {
    return undefined; // the library throws on what the profile forbids
  }
}

/** In constant time. */
function isSame(given: string | undefined, known: string | undefined): boolean {
  if (given === undefined || known === undefined) return false;
  const digest = (text: string) => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(given), digest(known));
}
