import type { Change } from "./change.ts";
import { goesAlong, isWithin, nameAlong } from "./group-path.ts";
import { boundedView, groupOfRef, groupRef, type View } from "./view.ts";

/** The group that people of a group are in after a change; null: in no group. */
export interface Regrouping {
  readonly from: string;
  readonly to: string | null;
  /** Whether `to` already has people; otherwise it is the same group under another name. */
  readonly isMerge: boolean;
}

/** Null for a change that renames no group. */
export function regroupingOf(change: Change): Regrouping | null {
  switch (change.kind) {
    case "rename-group":
      return { from: change.group, to: change.to, isMerge: false };
    case "merge-group":
      return { from: change.group, to: change.into, isMerge: true };
    case "delete-group":
      return { from: change.group, to: null, isMerge: true };
    case "redo":
      return regroupingOf(change.of);
    case "undo":
      // The group that another was merged into stays where it is when the merge is undone.
      if (change.of.kind !== "rename-group") return null;
      return { from: change.of.to, to: change.of.group, isMerge: false };
    case "add":
    case "rename":
    case "edit":
    case "join":
    case "leave":
    case "groups":
    case "move":
    case "take-out":
    case "remove":
    case "ask":
      return null;
  }
}

/**
 * The view after a change: a renamed group, and those nested in it, stay collapsed or expanded and in their place. The
 * old name is remembered too, because people stay in it if the server refuses their change.
 */
export function followGroups(view: View, change: Change, delimiter: string): View {
  const step = regroupingOf(change);
  if (step === null) return view;
  const { from, to, isMerge } = step;
  if (!isMerge && to !== null) return renamed(view, from, to, delimiter);
  // An empty group that was merged or deleted would otherwise still be on the list.
  const keptGroups = view.keptGroups.flatMap((kept) => {
    if (!goesAlong(kept, from, to, delimiter)) return [kept];
    return to === null || kept === from ? [] : [nameAlong(kept, from, to)];
  });
  return boundedView({ ...view, keptGroups: [...new Set(keptGroups)] });
}

function renamed(view: View, from: string, to: string, delimiter: string): View {
  const isAlong = (group: string) => goesAlong(group, from, to, delimiter);
  // The new name before the old one, and nowhere else: an earlier group of that name is forgotten.
  const placed = (refs: readonly string[]) => [
    ...new Set(
      refs.flatMap((ref) => {
        const group = groupOfRef(ref);
        if (ref === groupRef(from) || (group !== null && isAlong(group)))
          return [groupRef(group === null ? to : nameAlong(group, from, to)), ref];
        return ref === groupRef(to) || (group !== null && isWithin(group, to, delimiter)) ? [] : [ref];
      }),
    ),
  ];
  const along = view.keptGroups.filter(isAlong).map((kept) => nameAlong(kept, from, to));
  const stay = view.keptGroups.filter((kept) => !isAlong(kept) && !along.includes(kept));
  return boundedView({
    ...view,
    folded: placed(view.folded),
    handOrder: placed(view.handOrder),
    keptGroups: along.length === 0 ? view.keptGroups : [...stay, ...along],
  });
}
