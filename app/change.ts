import * as z from "zod";

const group = z.string();

/** What a person can do to contacts and groups, apart from undo and redo. */
export const directChangeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("add") }),
  z.strictObject({ kind: z.literal("rename") }),
  /** The name and the groups of a contact at once. */
  z.strictObject({ kind: z.literal("edit") }),
  z.strictObject({ kind: z.literal("join"), group }),
  z.strictObject({ kind: z.literal("leave"), group }),
  /** Several groups are joined or left. */
  z.strictObject({ kind: z.literal("groups") }),
  /** Each contact leaves the groups it is moved from and joins this one. */
  z.strictObject({ kind: z.literal("move"), to: group }),
  /** Each contact leaves the groups it is moved from and joins none. */
  z.strictObject({ kind: z.literal("take-out") }),
  z.strictObject({ kind: z.literal("remove") }),
  z.strictObject({ kind: z.literal("ask") }),
  z.strictObject({ kind: z.literal("rename-group"), group, to: group }),
  z.strictObject({ kind: z.literal("merge-group"), group, into: group }),
  z.strictObject({ kind: z.literal("delete-group"), group }),
]);
export type DirectChange = Readonly<z.infer<typeof directChangeSchema>>;

/**
 * What a batch does. Undoing a redo is an undo of the same change, and redoing an undo a redo of it, so that however often a
 * person goes back and forth, a change is never nested deeper than this.
 */
export const changeSchema = z.discriminatedUnion("kind", [
  directChangeSchema,
  z.strictObject({ kind: z.literal("undo"), of: directChangeSchema }),
  z.strictObject({ kind: z.literal("redo"), of: directChangeSchema }),
]);
export type Change = Readonly<z.infer<typeof changeSchema>>;

/** The change that reverts this one: a redo for an undo, an undo for anything else. */
export function reverseOf(change: Change): Change {
  if (change.kind === "undo") return { kind: "redo", of: change.of };
  return { kind: "undo", of: change.kind === "redo" ? change.of : change };
}

/** Whether its contacts leave groups for another or for none, so that it applies only to those who are still in them. */
export function isMove({ kind }: Change): boolean {
  switch (kind) {
    case "move":
    case "take-out":
    case "rename-group":
    case "merge-group":
    case "delete-group":
      return true;
    case "add":
    case "rename":
    case "edit":
    case "join":
    case "leave":
    case "groups":
    case "remove":
    case "ask":
    case "undo":
    case "redo":
      return false;
  }
}

/** The same change with other names of its groups. */
export function withGroupNames(change: Change, rewrite: (group: string) => string): Change {
  if (change.kind === "undo" || change.kind === "redo")
    return { kind: change.kind, of: rewritten(change.of, rewrite) };
  return rewritten(change, rewrite);
}

function rewritten(change: DirectChange, rewrite: (group: string) => string): DirectChange {
  switch (change.kind) {
    case "join":
    case "leave":
    case "delete-group":
      return { ...change, group: rewrite(change.group) };
    case "move":
      return { ...change, to: rewrite(change.to) };
    case "rename-group":
      return { ...change, group: rewrite(change.group), to: rewrite(change.to) };
    case "merge-group":
      return { ...change, group: rewrite(change.group), into: rewrite(change.into) };
    case "add":
    case "rename":
    case "edit":
    case "groups":
    case "take-out":
    case "remove":
    case "ask":
      return change;
  }
}
