import type { Delta } from "../../app/edit.ts";

/** What a person can change about a contact at one go. */
export interface Editable {
  readonly name: string;
  readonly groups: readonly string[];
}

/**
 * What was changed between opening and saving, and nothing else: a group another device added meanwhile is in neither, so
 * it is not left.
 */
export function editDeltas(before: Editable, after: Editable): Delta[] {
  const deltas: Delta[] = [];
  if (after.name.trim() !== before.name.trim()) deltas.push({ do: "rename", name: after.name });
  for (const group of after.groups) if (!before.groups.includes(group)) deltas.push({ do: "join", group });
  for (const group of before.groups) if (!after.groups.includes(group)) deltas.push({ do: "leave", group });
  return deltas;
}
