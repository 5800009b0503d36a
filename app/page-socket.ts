import * as z from "zod";

/*
 * How a page in an ordinary browser gets onto its socket. The address a person opens carries a bootstrap token in its
 * fragment, good once. The page offers it as a WebSocket subprotocol and is greeted with a session token, which it offers
 * from then on. Subprotocols, because a page can set no other header of the handshake and cookies ignore the port.
 */
export const pageSocketPath = "/socket";

/** The subprotocol the server chooses, so that no token is sent back in a header. */
export const pageProtocol = "kith.1";

export const bootstrapPrefix = "kith.bootstrap.";
export const sessionPrefix = "kith.session.";

/** Close code of a handshake with a token that is not, or no longer, good. */
export const closedRefused = 4401;

/** The first message on each socket; calls and patches follow (`callSchema`, `answerSchema`). */
export const greetingSchema = z.object({ kind: z.literal("session"), token: z.string() });
export type Greeting = z.infer<typeof greetingSchema>;
