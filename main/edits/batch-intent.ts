import { randomUUID } from "node:crypto";
import type { Change } from "../../app/change.ts";

/** What a batch is to do. */
export interface BatchIntent {
  readonly id: string;
  readonly change: Change;
  /** The batch that this one reverts. */
  readonly undoes: string | null;
}

/** A batch with this id, or with one of its own. */
export function batchIntent(
  change: Change,
  id: string | null = null,
  undoes: string | null = null,
): BatchIntent {
  return { id: id ?? randomUUID(), change, undoes };
}
