/** The system's keyring, whatever shell has one. What it cannot do is answered, never thrown. */
export interface Secrets {
  /** Whether what is sealed is safe from other people and other machines; may take until the keyring is unlocked. */
  readonly isAvailable: () => Promise<boolean>;
  /** The text in a form that only this person's keyring opens; null when it refuses. */
  readonly seal: (text: string) => Promise<string | null>;
  /** What was sealed; null when this keyring cannot open it. `isStale`: it should be sealed anew. */
  readonly open: (sealed: string) => Promise<{ readonly text: string; readonly isStale: boolean } | null>;
}
