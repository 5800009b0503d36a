import type { Page } from "@playwright/test";

/** Kith as a process of its own, in one of its shells. */
export interface RunningKith {
  readonly profile: string;
  /** Shows its page in `page`. */
  readonly open: (page: Page) => Promise<void>;
  /** What it printed on standard error so far. */
  readonly errors: () => string;
  readonly isRunning: () => boolean;
  /** Quits it as a person would. Resolves when it has exited. */
  readonly stop: () => Promise<void>;
}

/** How one of the shells is started. */
export interface Shell {
  /** Starts Kith on a profile, with these flags; it trusts the certificate authority in the file `authority`. */
  readonly start: (profile: string, authority: string, flags?: readonly string[]) => Promise<RunningKith>;
}
