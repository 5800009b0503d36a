import type { RawData, WebSocket } from "ws";
import { closedRefused, helloSchema, proofSchema, readHandshakeText } from "../../app/page-socket.ts";
import { textOf } from "./text-of.ts";
import type { Meeting, Tokens } from "./tokens.ts";

export interface HandshakeOptions {
  readonly tokens: Tokens;
  /** The page knows its token. Called once; what the page sends from then on is not read here. */
  readonly onProven: () => void;
  readonly onRefused: (sentence: string) => void;
}

/** Accepts a fresh socket once it proves that our page is at the other end (`app/page-socket.ts`), and refuses any other. */
export function authenticatePage(socket: WebSocket, { tokens, onProven, onRefused }: HandshakeOptions): void {
  let meeting: Meeting | null = null;

  const refuse = () => {
    socket.off("message", take);
    onRefused("a page without a token that is still good was refused");
    // A page cannot see why a socket failed, only its close code.
    socket.close(closedRefused);
  };

  const take = (data: RawData, isBinary: boolean) => {
    const message = isBinary ? undefined : readHandshakeText(textOf(data));
    if (meeting === null) {
      const hello = helloSchema.safeParse(message);
      meeting = hello.success ? tokens.meet(hello.data) : null;
      if (meeting === null) return refuse();
      return socket.send(JSON.stringify(meeting.challenge));
    }
    const proof = proofSchema.safeParse(message);
    if (!proof.success || !meeting.accept(proof.data.proof)) return refuse();
    socket.off("message", take);
    socket.off("error", terminate);
    onProven();
  };
  const terminate = () => socket.terminate();

  socket.on("message", take);
  socket.on("error", terminate);
}
