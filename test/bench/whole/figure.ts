/** One number that was measured once, with nothing beside it to compare. */
export interface Figure {
  readonly what: string;
  readonly unit: "ms" | "MB";
  readonly value: number;
}

/** A Markdown table. */
export function figureTable(figures: readonly Figure[]): string {
  const lines = figures.map(
    ({ what, unit, value }) => `| ${what} | ${value.toFixed(value < 10 ? 1 : 0)} ${unit} |`,
  );
  return ["| Kith alone | |", "| --- | --- |", ...lines].join("\n");
}
