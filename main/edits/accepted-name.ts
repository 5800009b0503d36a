import type { MergeLine } from "../../app/merge.ts";
import { type Flight, isSame } from "./flight.ts";

/** The merge line for a name that the server accepted before it pushed another one (RULE E13). */
export function linesForName({ deltas, before, sent, latest, written, isPushed }: Flight): MergeLine[] {
  if (sent === null || !deltas.some(({ do: act }) => act === "rename")) return [];
  // A push before the result may be another device's, unless it repeats the old item.
  const now = isPushed ? written : isSame(latest, before) ? latest : null;
  if (!now || now.name === sent.name) return [];
  return [{ code: "name-differs", values: { name: sent.name, theirs: now.name }, lost: [] }];
}
