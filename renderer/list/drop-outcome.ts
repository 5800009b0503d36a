import type { Delta } from "../../app/edit.ts";

/** What letting go here would do. `stays`: nothing, they are there already. */
export interface DropOutcome {
  readonly kind: "move" | "add" | "out" | "stays";
  readonly deltas: readonly Delta[];
}

/**
 * Moving takes somebody out of the group they were dragged from and into the target, and leaves their other groups alone;
 * adding only joins. "No group" (null) is no group to join: moving there leaves the one they came from.
 */
export function dropOutcome(
  groups: readonly string[],
  from: string | null,
  to: string | null,
  isAdding: boolean,
): DropOutcome {
  if (to === from) return stays;
  if (to === null)
    return from === null || isAdding ? stays : { kind: "out", deltas: [{ do: "leave", group: from }] };
  if (isAdding || from === null) {
    if (groups.includes(to)) return stays;
    return { kind: isAdding ? "add" : "move", deltas: [{ do: "join", group: to }] };
  }
  return {
    kind: "move",
    deltas: [
      { do: "join", group: to },
      { do: "leave", group: from },
    ],
  };
}

const stays: DropOutcome = { kind: "stays", deltas: [] };
