import type { BareJid } from "../jid.ts";
import type { DiagnosisEvent } from "./event.ts";

/** What is known of an account's present connection, or of the last one. Null: not known (yet). */
export interface ConnectionFacts {
  readonly account: BareJid;
  readonly host: string | null;
  readonly port: number | null;
  readonly security: "starttls" | "direct-tls" | null;
  /** As TLS names it, e.g. "TLSv1.3". */
  readonly tls: string | null;
  readonly mechanism: string | null;
  readonly binding: string | null;
  /** Whether the stream can be resumed (XEP-0198). */
  readonly isResumable: boolean | null;
  /** Name and version (XEP-0092). */
  readonly software: string | null;
}

/** An account that has not tried to connect. */
export function noFacts(account: BareJid): ConnectionFacts {
  return { account, ...nothing };
}

/** The facts after this event; the same object when it changes none. */
export function factsAfter(facts: ConnectionFacts, event: DiagnosisEvent): ConnectionFacts {
  const { kind } = event;
  if (kind === "trying") {
    const { host, port, security } = event;
    return { ...nothing, account: facts.account, software: facts.software, host, port, security };
  }
  if (kind === "encrypted") return { ...facts, tls: event.protocol };
  if (kind === "signed-in") return { ...facts, mechanism: event.mechanism, binding: event.binding };
  // A new session may be with another server than the last one.
  if (kind === "bound") return { ...facts, isResumable: event.isResumable, software: null };
  if (kind === "resumed") return { ...facts, isResumable: true };
  if (kind !== "server-software") return facts;
  return { ...facts, software: softwareName(event) };
}

/** E.g. "Prosody 0.12.4". */
export function softwareName({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name} ${version}`.trim();
}

const nothing = {
  host: null,
  port: null,
  security: null,
  tls: null,
  mechanism: null,
  binding: null,
  isResumable: null,
  software: null,
};
