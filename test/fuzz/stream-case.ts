import { xml } from "../../main/xmpp/connection/element.ts";
import { cut, header, readStream } from "../support/read-stream.ts";
import { streamOverLine } from "../support/stream-over-line.ts";
import { cutAtRandom, produce, type Production } from "./grammar.ts";
import { Random } from "./random.ts";

/** The fate of a stream, for the statistics at the end. */
export type Outcome = "ended" | "went on" | "fell silent";

const after = "<presence id='after' from='romeo@example.net/x'/>";
/** Short, because the test waits for streams that never finish an element. */
const timing = { quiet: 60_000, answer: 60_000, check: 2 };
/** A stream that says nothing has this long to be noticed, in milliseconds: more than enough under any load. */
const patience = 20_000;

/**
 * Sends input that a grammar makes from the seed to a live stream, and throws if the stream does not behave: it must end with a
 * reason, read what follows, or be given up as silent. Where the bytes are cut must make no difference.
 */
export async function tryCase(seed: number): Promise<Outcome> {
  const random = new Random(seed);
  const { far, stream } = await streamOverLine({ isAcknowledged: random.isChance(0.5), timing });
  const texts: string[] = [];
  let isHearing = false;
  let ends = 0;
  stream.onStanza = (stanza) => {
    if (stanza.attrs["id"] === "after") isHearing = true;
    else if (stanza.name === "message") texts.push(stanza.getChildText("body") ?? "");
    return false;
  };
  const ended = new Promise<void>((resolve) => {
    stream.onEnd = () => {
      ends += 1;
      resolve();
    };
  });
  const listed = stream.request(
    xml("iq", { type: "get" }, xml("query", { xmlns: "jabber:iq:roster" })),
    60_000,
    () => undefined,
  );
  const listId = /id="([^"]+)"/.exec(far.heard)?.[1] ?? "";
  const productions = produce(random, listId);
  const bytes = Buffer.concat(productions.map((production) => production.bytes));
  checkCuts(bytes, listId, random);

  for (const chunk of cutAtRandom(bytes, random)) far.say(chunk);
  far.say(after);
  checkTexts(texts, productions);
  let outcome: Outcome = ends > 0 ? "ended" : "went on";
  if (ends === 0 && !isHearing) {
    outcome = "fell silent";
    const { heardAt } = stream;
    stream.check();
    // More of the same, which must not count as a sign of life.
    far.say("x ");
    await Promise.race([ended, failsAfter(patience, "Deaf: neither ended nor heard nor given up")]);
    if (stream.heardAt !== heardAt) throw new Error("Bytes counted as life");
  }
  stream.abort();
  await listed;
  if (ends > 1) throw new Error("Ended twice");
  return outcome;
}

/** Whatever is as XMPP allows is heard, up to the first that is not. */
function checkTexts(heard: readonly string[], productions: readonly Production[]): void {
  const expected: string[] = [];
  let isWhole = true;
  for (const { texts } of productions) {
    if (texts === undefined) isWhole = false;
    if (!isWhole) break;
    expected.push(...(texts ?? []));
  }
  const got = isWhole ? heard : heard.slice(0, expected.length);
  if (JSON.stringify(got) !== JSON.stringify(expected))
    throw new Error(`Heard ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`);
}

function checkCuts(bytes: Buffer, listId: string, random: Random): void {
  const told = (chunks: readonly Buffer[]) => {
    // A tag that is wrong and not finished is wrong at the next `<` at the latest; of two faults either may be met first.
    const { heard, fault, hasEnded } = readStream([header, ...chunks, after], listId);
    return JSON.stringify({ heard, isFaulty: fault !== undefined, hasEnded });
  };
  const whole = told([bytes]);
  const ways = [
    cutAtRandom(bytes, random),
    cutAtRandom(bytes, random),
    bytes.length < 5_000 ? cut(bytes, [1]) : [],
  ];
  for (const chunks of ways) {
    if (chunks.length > 0 && told(chunks) !== whole)
      throw new Error(
        `Cut in ${chunks.length}: ${told(chunks).slice(0, 500)} instead of ${whole.slice(0, 500)}`,
      );
  }
}

function failsAfter(milliseconds: number, why: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(why)), milliseconds).unref();
  });
}
