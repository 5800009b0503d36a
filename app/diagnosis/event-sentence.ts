import { failureSchema } from "../result.ts";
import type { WordKey } from "../words/en.ts";
import { failureSentence } from "../words/failure-sentence.ts";
import { formatList, t } from "../words/words.ts";
import type { DiagnosisEvent } from "./event.ts";
import { softwareName } from "./facts.ts";

/** What happened, in a sentence or two of the person's language. */
export function diagnosisSentence(event: DiagnosisEvent): string {
  return t(sentenceKey(event), { ...plainValues(event), ...wordsIn(event) }).trim();
}

function sentenceKey(event: DiagnosisEvent): WordKey {
  const { kind } = event;
  if (kind === "mechanisms-offered" && event.mechanisms.length === 0) return "diagnosis.no-mechanisms";
  if (kind !== "stream-ended" || event.code !== "connection-lost") return `diagnosis.${kind}`;
  if (event.by === "server") return "diagnosis.ended-by-server";
  return event.condition === "silence" ? "diagnosis.ended-by-silence" : "diagnosis.stream-ended";
}

/** The event's own values, as they are. */
function plainValues(event: DiagnosisEvent): Record<string, string | number> {
  return Object.fromEntries(Object.entries<unknown>(event).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): string | number {
  if (typeof value === "number" || typeof value === "string") return value;
  return value === null || value === undefined ? "–" : JSON.stringify(value);
}

/** Values that are words of the person's language. */
function wordsIn(event: DiagnosisEvent): Record<string, string> {
  if ("code" in event) return { why: whySentence(event) };
  if (event.kind === "encrypted") return { protocol: tlsName(event.protocol) };
  if (event.kind === "mechanisms-offered") return { mechanisms: formatList(event.mechanisms) };
  if (event.kind === "server-software") return { software: softwareName(event) };
  if (event.kind !== "certificate") return {};
  return { problems: formatList(event.problems.map((problem) => t(`diagnosis.problem.${problem}`))) };
}

/** "TLS 1.3" for what the library calls "TLSv1.3". */
export function tlsName(protocol: string): string {
  return protocol.replace(/^TLSv/, "TLS ");
}

type Failed = Extract<DiagnosisEvent, { kind: "list-failed" | "connect-failed" | "stream-ended" }>;

/** The log has no addresses, groups or limits, and its sentences do without. */
function whySentence(failed: Omit<Failed, "kind">): string {
  const { code, ...known } = failed;
  const details = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
  const unknown = {
    address: t("diagnosis.this-address"),
    bound: t("diagnosis.other-address"),
    what: known.condition ?? "",
    group: "–",
    reason: "–",
    limit: 0,
  };
  const failure = failureSchema.safeParse({ code, values: { ...unknown, ...details } });
  return failure.success ? failureSentence(failure.data) : code;
}
