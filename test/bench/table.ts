import type { Medians } from "./rounds.ts";

export interface BenchRow {
  readonly what: string;
  readonly medians: Medians;
  readonly rounds: number;
}

/** A Markdown table: median milliseconds, and how many times the raw socket's that is. */
export function markdownTable(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ what, medians: { kith, stock, raw }, rounds }) => {
    const cell = (ms: number) => `${milliseconds(ms)} ms (${ratio(ms / raw)})`;
    return `| ${what} | ${cell(kith)} | ${cell(stock)} | ${milliseconds(raw)} ms | ${ratio(kith / stock)} | ${rounds} |`;
  });
  return [
    "| median (times the raw socket) | Kith | `@xmpp/client` 0.14.0 | raw TLS socket | Kith to `@xmpp/client` | rounds |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function milliseconds(ms: number): string {
  return ms.toFixed(ms < 10 ? 1 : 0);
}

function ratio(times: number): string {
  return `${times.toFixed(times < 10 ? 2 : 0)}×`;
}
