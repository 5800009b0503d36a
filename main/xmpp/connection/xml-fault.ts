/** The bound that a peer exceeded (RFC 6120 13.12). */
export type Excess =
  | "negotiation"
  | "stanza"
  | "nesting"
  | "attributes"
  | "item"
  | "list"
  | "early-stanzas"
  | "outgoing"
  | "unacknowledged";

/** RFC 6120 4.9.3: the stream error that we answer. */
export type StreamCondition =
  | "not-well-formed"
  | "restricted-xml"
  | "unsupported-encoding"
  | "policy-violation";

/** Thrown inside the XML reader and caught at its edge: nothing more can be read from this stream. */
export class XmlFault extends Error {
  readonly condition: StreamCondition;
  /** Set if the XML is valid but too large. */
  readonly excess: Excess | undefined;

  constructor(condition: StreamCondition, excess?: Excess) {
    super(excess ?? condition);
    this.condition = condition;
    this.excess = excess;
  }
}

/** Throws: a limit of the stream was exceeded. */
export function tooMuch(excess: Excess): never {
  throw new XmlFault("policy-violation", excess);
}

/** Throws: not well-formed (RFC 6120 11.3). */
export function broken(): never {
  throw new XmlFault("not-well-formed");
}

/** Throws: XML that XMPP forbids (RFC 6120 11.1). */
export function restricted(): never {
  throw new XmlFault("restricted-xml");
}
