import type { MergeLine } from "../../app/merge.ts";
import { type Flight, isSame } from "./flight.ts";

/** What to say about a name that the server accepted, if it then pushed another one (RULE E13). */
export function linesForName({ deltas, before, sent, latest, written, isPushed }: Flight): MergeLine[] {
  if (sent === null || !deltas.some(({ do: act }) => act === "rename")) return [];
  // A push that came before the result may be another device's, unless it repeats what was there before.
  const now = isPushed ? written : isSame(latest, before) ? latest : null;
  if (!now || now.name === sent.name) return [];
  return [{ code: "name-differs", values: { name: sent.name, theirs: now.name }, lost: [] }];
}
