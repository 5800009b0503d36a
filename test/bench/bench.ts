import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { groupCount, personAddress, startGround, type Ground } from "./ground.ts";
import { load, machineLine } from "./machine.ts";
import { type MeasuredProcess, startMeasured } from "./measured-process.ts";
import { timePaintedList } from "./painted-list.ts";
import { takeRounds } from "./rounds.ts";
import { type SubjectName, subjectNames, type Target } from "./subjects/subject.ts";
import { type BenchRow, markdownTable } from "./table.ts";
import { figureTable, type Figure } from "./whole/figure.ts";
import { measurePresences, measurePushes } from "./whole/what-arrives.ts";
import { measureEmptyStart, measureList } from "./whole/whole-list.ts";

/* Measures and prints; judges nothing. */

/** From the folder this is built to. */
const kithEntry = fileURLToPath(new URL("../../dist/main/browser.js", import.meta.url));

/** The same numbers for programs; beside the folder this is built to. */
const resultFile = fileURLToPath(new URL("../bench.json", import.meta.url));

const notes = `The three take turns in one run on one private Prosody, over STARTTLS on the loopback; sign-ins and lists each in a fresh
process with its program loaded. Nobody on the lists shares a status.

- **Kith** is the whole application: its list kept on disk, each edit in its queue. In the first two rows from the command a page
  sends to the patch it gets, in the third from the click on "Sign in" to rows painted in headless Chromium.
- **\`@xmpp/client\`** is used as it comes, its contacts read into plain objects. It signs in with SCRAM-SHA-1, hashed
  in a loop of JavaScript, and leaves Nagle's algorithm on. It paints nothing.
- **The raw socket** sends bytes made beforehand and looks for the end of each answer: it parses nothing, paints nothing,
  and signs in with PLAIN, which hashes nothing. It is the floor, and no client.`;

const { rounds, quick = false } = parseArgs({
  options: { rounds: { type: "string" }, quick: { type: "boolean" } },
}).values;
const asked = rounds ?? (quick ? "3" : undefined);
/** The number asked for, or enough for a stable median. */
const enough = (usual: number) =>
  asked === undefined ? usual : Math.max(1, Number.parseInt(asked, 10) || 1);

const loadBefore = load();
const ground = await startGround();
try {
  const rows = [await signInRow(ground), await editRow(ground), await paintedRow(ground)];
  const figures = await figuresOfKith(ground);
  const machine = await machineLine(loadBefore);
  process.stdout.write(`${markdownTable(rows)}\n\n${figureTable(figures)}\n\n${machine}\n\n${notes}\n`);
  writeFileSync(resultFile, `${JSON.stringify({ machine, quick, rows, figures }, null, 2)}\n`);
} finally {
  await ground.stop();
}

async function signInRow(ground: Ground): Promise<BenchRow> {
  say("sign-in");
  const targets = await accounts(ground, "signin", 1_000);
  const counts = { warmUp: 1, rounds: enough(21) };
  const medians = await takeRounds(counts, (name) => timeSignIn(name, targets[name], ground.authorityFile));
  return { what: "sign-in until the 1,000 contacts are there", medians, rounds: counts.rounds };
}

/** The three subjects stay signed in, and each round renames another contact. */
async function editRow(ground: Ground): Promise<BenchRow> {
  say("edit");
  const targets = await accounts(ground, "edit", 1_000);
  const start = (name: SubjectName) => startMeasured(name, targets[name], ground.authorityFile);
  const measured: Record<SubjectName, MeasuredProcess> = {
    kith: await start("kith"),
    stock: await start("stock"),
    raw: await start("raw"),
  };
  for (const name of subjectNames) await measured[name].signIn();
  const counts = { warmUp: 10, rounds: enough(101) };
  const medians = await takeRounds(counts, (name, round) =>
    measured[name].rename(personAddress(round), `Renamed ${round}`),
  );
  for (const name of subjectNames) await measured[name].end();
  return { what: "one rename until its push, among 1,000 contacts", medians, rounds: counts.rounds };
}

async function paintedRow(ground: Ground): Promise<BenchRow> {
  say("painted list");
  const people = 10_000;
  const whole = { groups: groupCount, peopleInGroup: people / groupCount };
  const targets = await accounts(ground, "list", people);
  const counts = { warmUp: 1, rounds: enough(11) };
  const medians = await takeRounds(counts, (name) =>
    name === "kith"
      ? timePaintedList(kithEntry, targets.kith, ground.authorityFile, whole)
      : timeSignIn(name, targets[name], ground.authorityFile),
  );
  return {
    what: "sign-in until 10,000 contacts are painted (Kith) or received (the others paint nothing)",
    medians,
    rounds: counts.rounds,
  };
}

/** Measurements of Kith alone, each taken once, to compare later versions of Kith with. */
async function figuresOfKith(ground: Ground): Promise<Figure[]> {
  const figures: Figure[] = [];
  const take = async (row: string, measure: () => Promise<Figure[]>) => {
    say(row);
    figures.push(...(await measure()));
  };
  await take("empty start", () => measureEmptyStart(kithEntry, ground));
  for (const people of quick ? [1_000, 10_000] : [1_000, 10_000, 50_000])
    await take(`list of ${people}`, () => measureList(kithEntry, ground, people));
  await take("pushes", () => measurePushes(kithEntry, ground, enough(21)));
  await take("presences", () => measurePresences(kithEntry, ground));
  return figures;
}

/** One account for each subject, with equal lists. */
async function accounts(
  ground: Ground,
  row: string,
  people: number,
): Promise<Readonly<Record<SubjectName, Target>>> {
  const make = (name: SubjectName) => ground.account(`${row}${name}`, people);
  return { kith: await make("kith"), stock: await make("stock"), raw: await make("raw") };
}

async function timeSignIn(name: SubjectName, target: Target, authorityFile: string): Promise<number> {
  const measured = await startMeasured(name, target, authorityFile);
  const ms = await measured.signIn();
  await measured.end();
  return ms;
}

function say(row: string): void {
  process.stderr.write(`measuring: ${row} ...\n`);
}
