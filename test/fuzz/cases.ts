import { type Outcome, tryCase } from "./stream-case.ts";

/* Built and started by run.mjs: `cases.js COUNT SEED`. The first case that fails ends it, with its seed. */

const [count = 0, first = 0] = process.argv.slice(2).map(Number);
const outcomes: Record<Outcome, number> = { ended: 0, "went on": 0, "fell silent": 0 };
let peak = 0;
let seed = first;
const fail = (error: unknown) => {
  process.stdout.write(
    `Seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
};
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

for (; seed < first + count; seed++) {
  try {
    outcomes[await tryCase(seed)] += 1;
  } catch (error) {
    fail(error);
  }
  if (seed % 100 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
}
const said = Object.entries(outcomes).map(([outcome, times]) => `${times} ${outcome}`);
process.stdout.write(
  `${count} cases from seed ${first}: ${said.join(", ")}. Heap at most ${Math.round(peak / 1_048_576)} MB.\n`,
);
