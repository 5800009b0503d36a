import type { Change, DirectChange } from "../../app/change.ts";

/** A change of every kind, and the undo and redo of each; a kind that is missing here does not compile. */
export function everyChange(group: string, to: string): Change[] {
  const kinds: { readonly [K in DirectChange["kind"]]: Extract<DirectChange, { readonly kind: K }> } = {
    add: { kind: "add" },
    rename: { kind: "rename" },
    edit: { kind: "edit" },
    join: { kind: "join", group },
    leave: { kind: "leave", group },
    groups: { kind: "groups" },
    move: { kind: "move", to },
    "take-out": { kind: "take-out" },
    remove: { kind: "remove" },
    ask: { kind: "ask" },
    "rename-group": { kind: "rename-group", group, to },
    "merge-group": { kind: "merge-group", group, into: to },
    "delete-group": { kind: "delete-group", group },
  };
  return Object.values(kinds).flatMap((of) => [of, { kind: "undo", of }, { kind: "redo", of }] as Change[]);
}
