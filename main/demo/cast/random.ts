/** Pseudo-random numbers from 0 up to 1, the same for the same seed. */
export type Random = () => number;

/** The generator of Marsaglia's xorshift family with 32 bits of state: enough for who comes and goes, never for secrets. */
export function seededRandom(seed: number): Random {
  // A state of zero stays zero.
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
}

/** One of the entries; undefined only if there are none. */
export function pick<T>(random: Random, among: readonly T[]): T | undefined {
  return among[Math.floor(random() * among.length)];
}
