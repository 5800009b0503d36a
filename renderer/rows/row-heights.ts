import type { Density } from "../../app/view.ts";
import type { Row } from "./rows.ts";

/** Heights in pixels; the styles of list.css draw exactly these. */
export const headingHeight = 32;
const heights = { comfortable: 44, compact: 32 } as const;
/** The additional height of a note: its sentence and its buttons. */
const noteHeight = 60;

export function rowHeight(row: Row | undefined, density: Density): number {
  if (row === undefined || row.kind === "group") return headingHeight;
  return heights[density] + (row.hasNote ? noteHeight : 0);
}
