import { randomUUID } from "node:crypto";
import type { Change } from "../../app/change.ts";

/** What a batch is to do. */
export interface BatchWish {
  readonly id: string;
  readonly change: Change;
  /** The batch that this one reverts. */
  readonly undoes: string | null;
}

/** A batch with this id, or with one of its own. */
export function batchWish(change: Change, id: string | null = null, undoes: string | null = null): BatchWish {
  return { id: id ?? randomUUID(), change, undoes };
}
