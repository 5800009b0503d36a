import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type Change, changeSchema } from "../../app/change.ts";
import { oldChangeSchema, readOldChange } from "./old-change.ts";

/** `undoes`: the batch that this one reverts. */
const more = { id: z.string(), undoes: z.string().nullable() };

/** What a batch is to do, as it is written to disk. Also reads what Kith wrote before there was a `Change`. */
export const batchWishSchema = z.union([
  z.object({ ...more, change: changeSchema }),
  oldChangeSchema
    .extend(more)
    .transform(({ id, undoes, ...old }) => ({ id, undoes, change: readOldChange(old) })),
]);
export interface BatchWish {
  readonly id: string;
  readonly change: Change;
  readonly undoes: string | null;
}

/** A batch with this id, or with one of its own. */
export function batchWish(change: Change, id: string | null = null, undoes: string | null = null): BatchWish {
  return { id: id ?? randomUUID(), change, undoes };
}
