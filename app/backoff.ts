/** The wait before each further attempt, in milliseconds: `first`, then doubled each time, up to `longest`. */
export interface Backoff {
  readonly first: number;
  readonly longest: number;
}

/** The wait before attempt `attempt`, in milliseconds; 1 is the first that waits. */
export function waitBefore(attempt: number, { first, longest }: Backoff): number {
  return Math.min(longest, first * 2 ** (attempt - 1));
}
