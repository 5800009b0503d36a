import { Duplex } from "node:stream";
import type { BareJid } from "../../app/jid.ts";
import { Acknowledgements } from "../../main/xmpp/connection/acknowledgements.ts";
import { LiveStream } from "../../main/xmpp/connection/live-stream.ts";
import { type Timing, usualTiming } from "../../main/xmpp/connection/timing.ts";
import { Wire } from "../../main/xmpp/connection/wire.ts";
import { header } from "./read-stream.ts";

/** The far end of a stream in this process: it says what it is told to, at once, and may stop reading. */
export class FarEnd extends Duplex {
  /** What was written to it, the newest part. */
  heard = "";
  isReading = true;

  constructor() {
    super({ decodeStrings: false, highWaterMark: 65_536 });
  }

  say(bytes: Buffer | string): void {
    this.emit("data", typeof bytes === "string" ? Buffer.from(bytes) : bytes);
  }

  override _read(): void {}

  override _write(chunk: Buffer | string, _: BufferEncoding, done: () => void): void {
    if (!this.isReading) return;
    this.heard = (this.heard + chunk.toString()).slice(-100_000);
    done();
  }
}

/** A stream that has signed in as juliet@example.test, over nothing but the far end. */
export async function streamOverLine(
  options: { readonly isAcknowledged?: boolean; readonly timing?: Partial<Timing> } = {},
): Promise<{ readonly far: FarEnd; readonly stream: LiveStream }> {
  const far = new FarEnd();
  const wire = new Wire("example.test");
  wire.attach(far);
  const opened = wire.open(1_000);
  // What is sent as the first thing may leave a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  far.say(`${header}<stream:features/>`);
  const features = await opened;
  if (!features.ok) throw new Error(features.failure.failure.code);
  wire.stage = "signed-in";
  const stream = new LiveStream({
    wire,
    fullJid: "juliet@example.test/kith",
    bareJid: "juliet@example.test" as BareJid,
    isResumed: false,
    trust: { fingerprint: null, hasOfferedScram: true },
    offers: { rosterVersioning: false, preApproval: false },
    acknowledgements: options.isAcknowledged === true ? new Acknowledgements("session") : null,
    timing: { ...usualTiming, ...options.timing },
  });
  return { far, stream };
}
