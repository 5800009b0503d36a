import { type SubjectName, subjectNames } from "./subjects/subject.ts";

/** The median of each subject, in milliseconds. */
export type Medians = Readonly<Record<SubjectName, number>>;

/**
 * Measures the subjects in turn, one round after the other, each round beginning with another of them, so that whatever
 * the machine does meanwhile meets all alike. The `warmUp` first rounds do not count.
 */
export async function takeRounds(
  counts: { readonly warmUp: number; readonly rounds: number },
  measure: (name: SubjectName, round: number) => Promise<number>,
): Promise<Medians> {
  const times: Record<SubjectName, number[]> = { kith: [], stock: [], raw: [] };
  for (let round = 0; round < counts.warmUp + counts.rounds; round++) {
    const first = round % subjectNames.length;
    for (const name of [...subjectNames.slice(first), ...subjectNames.slice(0, first)]) {
      const ms = await measure(name, round);
      if (round >= counts.warmUp) times[name].push(ms);
    }
  }
  return { kith: median(times.kith), stock: median(times.stock), raw: median(times.raw) };
}

/** The middle one, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
