import { type Backoff, waitBefore } from "../../../app/backoff.ts";

const backoff: Backoff = { first: 1_000, longest: 60_000 };

/**
 * Milliseconds to wait before attempt `attempt` (1 for the first after a loss): one second, doubled each time up to a
 * minute, of which `random` (0 up to 1) chooses between half and all, so that not everybody
 * returns to a restarted server at once (RFC 6120 3.3).
 */
export function retryDelay(attempt: number, random: () => number): number {
  return Math.round(waitBefore(attempt, backoff) * (0.5 + random() / 2));
}
