import type { Duplex } from "node:stream";

/**
 * Permission to use XMPP without TLS, with a server inside this process. Only the demo makes one. It is recognised by its
 * private field, so no setting, host name or message can imitate it.
 */
export class ClearText {
  readonly #dial: () => Duplex;

  /** `dial` opens a new connection to the server in this process; it may still be connecting when it is returned. */
  constructor(dial: () => Duplex) {
    this.#dial = dial;
  }

  static is(value: unknown): value is ClearText {
    return typeof value === "object" && value !== null && #dial in value;
  }

  dial(): Duplex {
    return this.#dial();
  }
}
