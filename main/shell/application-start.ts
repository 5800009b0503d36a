import type { DiagnosisEntry } from "../../app/diagnosis/entry.ts";
import { reportLine } from "../../app/diagnosis/report.ts";
import type { KithOptions } from "../kith.ts";
import type { DemoSize } from "../worlds.ts";
import { say } from "./process.ts";

/** What a shell starts the application with. */
export interface ApplicationStart {
  readonly profile: string;
  readonly version: string;
  readonly shell: "desktop" | "browser";
  /** The size of the demo to open at the start; null for none. */
  readonly demo: DemoSize | null;
  /** Whether to print what happens to the connections. */
  readonly isVerbose: boolean;
}

/** The application's options that follow from how it is started. */
export function startOptions({ demo, isVerbose, ...start }: ApplicationStart): KithOptions {
  return {
    ...start,
    languages: [Intl.DateTimeFormat().resolvedOptions().locale],
    ...(demo === null ? {} : { demo }),
    ...(isVerbose ? { onDiagnosis: (entry: DiagnosisEntry) => say(reportLine(entry)) } : {}),
  };
}
