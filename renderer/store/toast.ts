import type { Change } from "../../app/change.ts";

/** What was done last, and how it is taken back. */
export interface Toast {
  /** The batch that carries it out; null when nothing is done. */
  readonly batch: string | null;
  /** What and with whom; null when nothing is done, and the note says why. */
  readonly change: Change | null;
  readonly who: string;
  /** What else there is to know; empty when nothing. */
  readonly note: string;
  /** What the button does: `redo` after an undo; null: what was done cannot be taken back. */
  readonly back: "undo" | "redo" | null;
}
