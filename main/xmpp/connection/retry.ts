const shortest = 1_000;
const longest = 60_000;

/**
 * Milliseconds to wait before attempt `attempt` (1 for the first after a loss): one second, doubled each time up to a
 * minute, of which `random` (0 up to 1) chooses between half and all, so that a restarted server is not met by
 * everybody at once (RFC 6120 3.3).
 */
export function retryDelay(attempt: number, random: () => number): number {
  const full = Math.min(longest, shortest * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + random() / 2));
}
