import * as z from "zod";
import type { Change, DirectChange } from "../../app/change.ts";

/**
 * What a batch did, as Kith wrote it before there was a `Change`: a kind, and a bag of strings. An undo had the kind of what it
 * reverted among them.
 */
export const oldChangeSchema = z.object({
  what: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
type OldChange = z.infer<typeof oldChangeSchema>;

/**
 * The same as a `Change`. What cannot be read becomes an `edit`: its sentence says less, but no edit of its batch is lost.
 */
export function readOldChange({ what, values }: OldChange): Change {
  if (what !== "undo" && what !== "redo") return readDirect(what, values);
  return { kind: what, of: readDirect(values["of"], values) };
}

function readDirect(what: unknown, values: OldChange["values"]): DirectChange {
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
