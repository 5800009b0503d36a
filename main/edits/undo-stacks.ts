import type { Undoable } from "../../app/batch.ts";
import type { BatchRecord } from "./batch-record.ts";

/** How many batches can be undone. */
const undoDepth = 10;

type Stack = NonNullable<BatchRecord["stack"]>;

/**
 * The batches that can be undone and redone, oldest first, so that a search does not go through all open batches. The
 * journal keeps the stack of each batch (`storedBatch` in `line.ts`), from which the ledger fills these after a
 * restart.
 */
export class UndoStacks {
  readonly #stacks: Record<Stack, Map<string, BatchRecord>> = { past: new Map(), future: new Map() };

  /** Moves a batch to the top of a stack, or (null) removes it from its stack. */
  put(batch: BatchRecord, stack: Stack | null): void {
    if (batch.stack !== null) this.#stacks[batch.stack].delete(batch.intent.id);
    batch.stack = stack;
    if (stack !== null) this.#stacks[stack].set(batch.intent.id, batch);
  }

  /** The batches that drop off the stack when one more is added. */
  sinking(stack: Stack): BatchRecord[] {
    return this.all(stack).slice(0, 1 - undoDepth);
  }

  all(stack: Stack): BatchRecord[] {
    return [...this.#stacks[stack].values()];
  }

  /** What the next undo (`past`) or redo (`future`) would revert; or this batch, if it is among them. */
  next(stack: Stack, id?: string): Undoable | undefined {
    const batch = id === undefined ? this.all(stack).at(-1) : this.#stacks[stack].get(id);
    if (batch === undefined) return undefined;
    const { intent, undoable, contact } = batch;
    return {
      batch: intent.id,
      change: intent.change,
      count: undoable,
      contact: contact ?? null,
    };
  }
}
