import type { DiagnosisEntry } from "./entry.ts";
import type { ConnectionFacts } from "./facts.ts";

/** Which programs run here. */
export interface Programs {
  /** Kith's version. */
  readonly kith: string;
  readonly shell: "desktop" | "browser";
  /** E.g. "Linux 6.8.0 x64". */
  readonly system: string;
  /** E.g. "Node 24.1.0, Electron 38.2.0". */
  readonly runtime: string;
}

/** The log as the page shows it and the report copies it. */
export interface Diagnosis {
  /** Rises with each entry. */
  readonly revision: number;
  readonly programs: Programs;
  readonly connections: readonly ConnectionFacts[];
  /** At most `maxEntries`, oldest first. */
  readonly entries: readonly DiagnosisEntry[];
}

export const maxEntries = 500;
