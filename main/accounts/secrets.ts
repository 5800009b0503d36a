/** The system's keyring, if the shell has one. Failures are values, never exceptions. */
export interface Secrets {
  /** Whether sealed text is safe from other people and machines. May take until the keyring is unlocked. */
  readonly isAvailable: () => Promise<boolean>;
  /** The text in a form that only this person's keyring can open; null if it refuses. */
  readonly seal: (text: string) => Promise<string | null>;
  /** The sealed text; null if this keyring cannot open it. `isStale`: it should be sealed again. */
  readonly open: (sealed: string) => Promise<{ readonly text: string; readonly isStale: boolean } | null>;
}
