import type { Density } from "../../app/view.ts";
import type { Row } from "./rows.ts";

/** Heights in pixels; the styles of list.css draw exactly these. */
export const headingHeight = 32;
const heights = { comfortable: 44, compact: 32 } as const;
/** What a note adds: its sentence, and what can be done about it. */
const noteHeight = 60;

export function rowHeight(row: Row | undefined, density: Density): number {
  if (row === undefined || row.kind === "group") return headingHeight;
  return heights[density] + (row.hasNote ? noteHeight : 0);
}
