import type { Change } from "../../app/change.ts";

/** The people of a change: how many, and the name if it is one. */
export interface Who {
  readonly count: number;
  readonly name: string | undefined;
}

/** The last change, and how to revert it. */
export interface Toast {
  /** The batch that carries it out; null if nothing is done. */
  readonly batch: string | null;
  /** Null if nothing is done: then the note says why. */
  readonly change: Change | null;
  readonly who: Who;
  /** A further sentence; empty if there is none. */
  readonly note: string;
  /** What the button does: `redo` after an undo; null if the change cannot be reverted. */
  readonly back: "undo" | "redo" | null;
}
