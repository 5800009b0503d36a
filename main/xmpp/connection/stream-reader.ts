import { StanzaBuilder, type StanzaListener } from "./stanza-builder.ts";
import { Utf8Decoder } from "./utf8-decoder.ts";
import { XmlFault } from "./xml-fault.ts";
import { XmlTokens } from "./xml-tokens.ts";

export interface StreamListener extends StanzaListener {
  /** Nothing more can be read. Called at most once. */
  readonly onFault: (fault: XmlFault) => void;
}

/**
 * Bytes of one XML stream as elements (RFC 6120 4, 11). It makes no difference where the bytes are cut. Anything that is not
 * allowed or exceeds a limit is reported once as a fault.
 */
export class StreamReader {
  readonly #onFault: StreamListener["onFault"];
  readonly #decoder = new Utf8Decoder();
  readonly #tokens: XmlTokens;
  #isStopped = false;

  constructor(listener: StreamListener) {
    this.#onFault = listener.onFault;
    const builder = new StanzaBuilder({
      ...listener,
      onEnd: () => {
        this.stop();
        listener.onEnd();
      },
    });
    this.#tokens = new XmlTokens(builder);
  }

  /** A listener that throws is our bug: the error is passed on, and the reader cannot be used any more. */
  read(bytes: Buffer): void {
    if (this.#isStopped) return;
    try {
      const { text, isValid } = this.#decoder.decode(bytes);
      this.#tokens.write(text);
      if (!isValid && !this.#isStopped) throw new XmlFault("unsupported-encoding");
    } catch (error) {
      const isAlreadyOver = this.#isStopped;
      this.stop();
      if (!(error instanceof XmlFault)) throw error;
      if (!isAlreadyOver) this.#onFault(error);
    }
  }

  /** Stops reporting. */
  stop(): void {
    this.#isStopped = true;
    this.#tokens.stop();
  }
}
