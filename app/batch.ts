import type { Change } from "./change.ts";
import type { BareJid } from "./jid.ts";

/** Why sending is paused: the server asked Kith to slow down, or Kith cannot write to disk what it is about to send. */
export type PauseReason = "server" | "disk";

/**
 * How far one batch has come. It counts people, each once: `count` = `done` + `refused` + `dropped` + those still pending. The
 * edits of the batch tell who was refused, and why.
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
   * `held`: a removal that waits until `sendsAt`. `paused`: `pause` says why; it continues by itself. `stopped` and `finished`
   * have nothing pending. The entry stays until it is dismissed; that of a single edit disappears by itself.
   */
  readonly state: "held" | "running" | "paused" | "stopped" | "finished";
  /** Null unless paused. */
  readonly pause: PauseReason | null;
  /** Milliseconds since the epoch; null unless held. */
  readonly sendsAt: number | null;
}

/** What the next undo or redo would revert. */
export interface Undoable {
  readonly batch: string;
  readonly change: Change;
  readonly count: number;
  /** The contact, if it was about one. */
  readonly contact: BareJid | null;
}

/** A contact that an undo did not change, because it was changed elsewhere since. */
export interface Kept {
  readonly contact: BareJid;
  readonly why: "name-changed" | "contact-changed" | "contact-gone";
}

/** The result of an undo or redo. */
export interface UndoAnswer {
  /** The batch that carries it out; its edits show as any others do. */
  readonly batch: string;
  readonly undone: Undoable;
  readonly kept: readonly Kept[];
  /** Contacts that are added again without a subscription: they must be asked again. */
  readonly mustAsk: readonly BareJid[];
}
