import { shortAddress } from "./short-address.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { DiagnosisEntry } from "./entry.ts";
import type { DiagnosisEvent } from "./event.ts";
import { diagnosisSentence } from "./event-sentence.ts";

/**
 * The report as plain text: sentences in the person's language, codes in English, addresses shortened, oldest first. What must
 * not be in it never enters the log: the schemas of `event.ts` leave it out (RULE C2).
 */
export function reportText({ programs, connections, entries }: Diagnosis): string {
  const accounts = connections.map(({ account, ...facts }) => `${shortAddress(account)} ${codes(facts)}`);
  return [
    `Kith ${programs.kith} (${programs.shell}), ${programs.system}, ${programs.runtime}`,
    ...accounts,
    "",
    ...entries.map(reportLine),
    "",
  ].join("\n");
}

/** One entry as the report has it: time, account, sentence, codes. */
export function reportLine({ at, account, times, event }: DiagnosisEntry): string {
  const { kind, ...fields } = event;
  const who = account === null ? [] : [shortAddress(account)];
  const repeated = times === 1 ? [] : [`times=${times}`];
  const technical = [kind, codes(fields), ...repeated].filter((part) => part !== "").join(" ");
  return [new Date(at).toISOString(), ...who, diagnosisSentence(event), `[${technical}]`].join(" ");
}

/** The technical side of an event, e.g. "connection-refused ECONNREFUSED"; empty where the sentence says it all. */
export function technicalNote(event: DiagnosisEvent): string {
  const parts = [
    "code" in event ? event.code : null,
    "condition" in event ? event.condition : null,
    event.kind === "connect-failed" && event.host !== null ? `${event.host}:${event.port}` : null,
    "binding" in event ? event.binding : null,
    "cipher" in event ? event.cipher : null,
    event.kind === "disk-trouble" ? event.reason : null,
  ].filter((part) => part !== null && part !== "");
  return [...new Set(parts)].join(" · ");
}

/** `name=value` for each field that has a value. */
function codes(fields: object): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(",") : quoted(String(value))}`)
    .join(" ");
}

function quoted(value: string): string {
  return value.includes(" ") ? `"${value}"` : value;
}
