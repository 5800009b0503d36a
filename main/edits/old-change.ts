import * as z from "zod";
import type { Change, DirectChange } from "../../app/change.ts";

const values = z.record(z.string(), z.union([z.string(), z.number()]));
type Values = z.infer<typeof values>;

/**
 * A batch as Kith wrote it before there was a `Change`: a kind (`what`) and `values`. In an undo or a redo, `values.of`
 * is the kind of the first change. What cannot be read becomes an `edit`: its sentence says less, but no edit of the
 * batch is lost.
 */
export const oldBatchSchema = z
  .object({ id: z.string(), what: z.string(), values, undoes: z.string().nullable() })
  .transform(({ id, what, values, undoes }) => ({ id, undoes, change: readChange(what, values) }));

function readChange(what: string, values: Values): Change {
  if (what !== "undo" && what !== "redo") return readDirect(what, values);
  return { kind: what, of: readDirect(values["of"], values) };
}

function readDirect(what: unknown, values: Values): DirectChange {
  const { group, to } = values;
  const hasGroup = typeof group === "string";
  const hasTo = typeof to === "string";
  switch (what) {
    case "add":
    case "rename":
    case "remove":
    case "ask":
      return { kind: what };
    case "groups":
      if (hasTo) return { kind: "join", group: to };
      return hasGroup ? { kind: "leave", group } : { kind: "groups" };
    case "move":
      return hasTo ? { kind: "move", to } : { kind: "take-out" };
    case "rename-group":
      return hasGroup && hasTo ? { kind: "rename-group", group, to } : { kind: "edit" };
    case "merge-groups":
      return hasGroup && hasTo ? { kind: "merge-group", group, into: to } : { kind: "edit" };
    case "delete-group":
      return hasGroup ? { kind: "delete-group", group } : { kind: "edit" };
    default:
      return { kind: "edit" };
  }
}
