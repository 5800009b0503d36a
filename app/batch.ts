import type { Change } from "./change.ts";
import type { BareJid } from "./jid.ts";

/** How long a removal waits before it is sent, in milliseconds: so long an undo costs nothing. */
export const removalWait = 8_000;

/** Why sending is paused: the server asked Kith to slow down, or Kith cannot write to disk what it is about to send. */
export type PauseReason = "server" | "disk";

/**
 * How far one batch has come. It counts people, each once: `count` = `done` + `refused` + `dropped` + those still under way. Who
 * was refused, and why, stands in the edits of this batch.
 */
export interface Batch {
  readonly id: string;
  readonly change: Change;
  readonly count: number;
  readonly done: number;
  readonly refused: number;
  /** Stopped, given up or undone before they were sent. */
  readonly dropped: number;
  /**
   * `held`: a removal in its wait, sent at `sendsAt`. `paused`: `pause` says by what; it goes on by itself. `stopped` and `finished` have nothing under way; the entry stays until it is given up, a single edit's
   * goes by itself.
   */
  readonly state: "held" | "running" | "paused" | "stopped" | "finished";
  /** Null unless paused. */
  readonly pause: PauseReason | null;
  /** Milliseconds since the epoch; null unless held. */
  readonly sendsAt: number | null;
}

/** What the next undo or redo would take back. */
export interface Undoable {
  readonly batch: string;
  readonly change: Change;
  readonly count: number;
  /** Whom it was about, when it was one. */
  readonly contact: BareJid | null;
}

/** Somebody an undo left as they are, because the server's word has changed since. */
export interface Kept {
  readonly contact: BareJid;
  readonly why: "name-changed" | "contact-changed" | "contact-gone";
}

/** What an undo or redo set in motion. */
export interface UndoAnswer {
  /** The batch that carries it out; its edits show as any others do. */
  readonly batch: string;
  readonly undone: Undoable;
  readonly kept: readonly Kept[];
  /** Who is put back on the list without a subscription: they must be asked again. */
  readonly mustAsk: readonly BareJid[];
}
