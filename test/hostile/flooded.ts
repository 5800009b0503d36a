import { xml } from "../../main/xmpp/connection/element.ts";
import type { LiveStream } from "../../main/xmpp/connection/live-stream.ts";
import { RosterSync } from "../../main/roster/sync.ts";
import { createModel } from "../support/account-model.ts";
import { type FarEnd, streamOverLine } from "../support/stream-over-line.ts";

/* A program of its own, with a small heap: a server floods one stream after the other. Each ends in one line of JSON. */

export interface Flooded {
  readonly name: string;
  /** What ended the stream, or null when it goes on. */
  readonly end: { readonly code: string; readonly what: unknown; readonly isResumable: boolean } | null;
  /** A stanza that was sent after the flood reached us. */
  readonly isHearing: boolean;
  /** Of the heap, in megabytes. */
  readonly peak: number;
}

interface Flood {
  readonly name: string;
  readonly megabytes: number;
  readonly isAcknowledged?: boolean;
  /** Whether the server reads what we send. */
  readonly isReading?: boolean;
  readonly isListening?: boolean;
  readonly begin?: (stream: LiveStream, far: FarEnd) => string;
  /** About 64 KiB of what comes over and over. */
  readonly piece: (turn: number) => string;
  readonly finish?: string;
}

const fill = (text: string) => text.repeat(Math.ceil(65_536 / text.length));
const always = (text: string) => {
  const piece = fill(text);
  return () => piece;
};
const jid = "juliet@example.test/kith";
const ping = `<iq type='get' id='p' from='example.test' to='${jid}'><ping xmlns='urn:xmpp:ping'/></iq>`;

function askForRoster(stream: LiveStream, far: FarEnd): string {
  const { model } = createModel();
  const sync = new RosterSync(model, undefined, { onChange: () => undefined, onPush: () => undefined });
  void sync.get(stream);
  const id = /id="([^"]+)"/.exec(far.heard)?.[1] ?? "";
  return `<iq type='result' id='${id}'><query xmlns='jabber:iq:roster' ver='1'>`;
}

const item = (number: number, size: number) => {
  const name = "N".repeat(Math.max(0, size - 70));
  return `<item jid='p${number}@example.net' name='${name}' subscription='both'/>`;
};
const items = (size: number) => (turn: number) => {
  const count = Math.ceil(65_536 / size);
  return Array.from({ length: count }, (_, index) => item(turn * count + index, size)).join("");
};

const floods: readonly Flood[] = [
  { name: "elements that nobody knows", megabytes: 20, piece: always("<a/>") },
  { name: "elements in a stanza", megabytes: 113, begin: () => "<message>", piece: always("<a/>") },
  { name: "elements in elements", megabytes: 113, piece: always("<a>") },
  { name: "a text", megabytes: 113, begin: () => "<message><body>", piece: always("x") },
  { name: "an attribute", megabytes: 113, begin: () => "<message id='", piece: always("x") },
  { name: "CDATA", megabytes: 113, begin: () => "<message><![CDATA[", piece: always("]") },
  { name: "a tag's name", megabytes: 113, begin: () => "<m", piece: always("m") },
  { name: "white space", megabytes: 113, piece: always(" ") },
  { name: "large items of a list", megabytes: 345, begin: askForRoster, piece: items(345) },
  { name: "small items of a list", megabytes: 345, begin: askForRoster, piece: items(60) },
  { name: "unknown elements in a list", megabytes: 345, begin: askForRoster, piece: always("<a/>") },
  {
    name: "one item of a list",
    megabytes: 345,
    begin: (...to) => `${askForRoster(...to)}<item>`,
    piece: always("<group>x</group>"),
  },
  { name: "text in a list", megabytes: 345, begin: askForRoster, piece: always("text ") },
  {
    name: "a list as large as may be",
    megabytes: 60,
    begin: askForRoster,
    piece: items(345),
    finish: "</query></iq>",
  },
  { name: "pings, their replies unread", megabytes: 113, isReading: false, piece: always(ping) },
  {
    name: "questions for a count, the answers unread",
    megabytes: 10,
    isReading: false,
    isAcknowledged: true,
    piece: always("<r xmlns='urn:xmpp:sm:3'/>"),
  },
  {
    name: "pings, their replies never acknowledged",
    megabytes: 113,
    isAcknowledged: true,
    piece: always(ping),
  },
  {
    name: "requests that nobody knows, never acknowledged",
    megabytes: 113,
    isAcknowledged: true,
    piece: always("<iq type='get' id='x'><x xmlns='urn:x'/></iq>"),
  },
  {
    name: "stanzas before anybody listens",
    megabytes: 113,
    isListening: false,
    piece: always("<message><body>hi</body></message>"),
  },
];

async function run(flood: Flood): Promise<Flooded> {
  const { far, stream } = await streamOverLine({ isAcknowledged: flood.isAcknowledged === true });
  const ends: Flooded["end"][] = [];
  let isHearing = false;
  let peak = 0;
  stream.onEnd = ({ failure }, resume) => {
    const what = failure.code === "stream-too-large" ? failure.values.what : undefined;
    ends.push({ code: failure.code, what, isResumable: resume !== null });
  };
  const listen = () => {
    stream.onStanza = (stanza) => {
      if (stanza.attrs["id"] === "after") isHearing = true;
      return false;
    };
  };
  if (flood.isListening !== false) listen();
  const look = () => {
    peak = Math.max(peak, process.memoryUsage().heapUsed / 1_048_576);
  };
  far.say(flood.begin?.(stream, far) ?? "");
  far.isReading = flood.isReading !== false;
  for (let sent = 0, turn = 0; sent < flood.megabytes * 1_048_576 && ends.length === 0; turn++) {
    const bytes = Buffer.from(flood.piece(turn));
    sent += bytes.length;
    far.say(bytes);
    if (turn % 16 === 0) {
      look();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  look();
  far.say(flood.finish ?? "");
  far.say("<presence id='after' from='romeo@example.net/x'/>");
  await new Promise((resolve) => setImmediate(resolve));
  look();
  const end = ends[0] ?? null;
  if (flood.isListening === false) listen();
  void stream.send(xml("presence", { type: "unavailable" }));
  stream.abort();
  return { name: flood.name, end, isHearing, peak: Math.round(peak) };
}

for (const flood of floods) {
  globalThis.gc?.();
  process.stdout.write(`${JSON.stringify(await run(flood))}\n`);
}
