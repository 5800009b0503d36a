import type { Element } from "./connection/element.ts";
import type { Stream } from "./connection/stream.ts";

/**
 * Answers one kind of IQ request (RFC 6120 8.2.3); returns false for any other. A request without a handler is
 * answered `service-unavailable`. The list of handlers is in `main/accounts/incoming.ts`.
 */
export type IqHandler = (iq: Element, stream: Stream) => boolean;
