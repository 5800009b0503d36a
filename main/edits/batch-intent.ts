import { randomUUID } from "node:crypto";
import type { Change } from "../../app/change.ts";

/** What the person asked a batch to do. */
export interface BatchIntent {
  readonly id: string;
  readonly change: Change;
  /** The batch that this one reverts. */
  readonly undoes: string | null;
}

/** Makes the intent of a batch with this id, or with a new one. */
export function batchIntent(
  change: Change,
  id: string | null = null,
  undoes: string | null = null,
): BatchIntent {
  return { id: id ?? randomUUID(), change, undoes };
}
