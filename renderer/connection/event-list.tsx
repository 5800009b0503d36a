import { TriangleAlert } from "lucide-react";
import { useId, useState } from "react";
import type { DiagnosisEntry } from "../../app/diagnosis/entry.ts";
import type { DiagnosisEvent, DiagnosisKind } from "../../app/diagnosis/event.ts";
import { technicalNote } from "../../app/diagnosis/report.ts";
import { diagnosisSentence } from "../../app/diagnosis/event-sentence.ts";
import { formatDay, formatTime, t } from "../../app/words/words.ts";

/** What happened, newest first, a heading for each day but today. It scrolls by itself, and the arrow keys move it. */
export function EventList({ entries }: { readonly entries: readonly DiagnosisEntry[] }) {
  const title = useId();
  const [today] = useState(() => formatDay(Date.now()));
  return (
    <section className="connection-log">
      <h3 id={title}>{t("connection.events")}</h3>
      {entries.length === 0 && <p className="muted">{t("connection.none")}</p>}
      {entries.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1: what scrolls must take the focus
        <div className="connection-events" role="region" aria-labelledby={title} tabIndex={0}>
          {byDay(entries).map(({ day, of }) => (
            <section key={day}>
              {day !== today && <h4>{day}</h4>}
              <ol>
                {of.map((entry) => (
                  <EventRow key={entry.id} {...entry} />
                ))}
              </ol>
            </section>
          ))}
        </div>
      )}
    </section>
  );
}

function EventRow({ at, times, event }: DiagnosisEntry) {
  const note = technicalNote(event);
  const isTrouble = isTroubling(event);
  return (
    <li>
      <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
      <div>
        <p>
          {isTrouble && <TriangleAlert className="connection-mark" size={14} aria-hidden="true" />}
          <bdi>{diagnosisSentence(event)}</bdi>
        </p>
        {(note !== "" || times > 1) && (
          <p className="connection-note">
            {note !== "" && <bdi>{note}</bdi>}
            {times > 1 && <span>{t("diagnosis.repeated", { times })}</span>}
          </p>
        )}
      </div>
    </li>
  );
}

function byDay(
  entries: readonly DiagnosisEntry[],
): { readonly day: string; readonly of: DiagnosisEntry[] }[] {
  const days = new Map<string, DiagnosisEntry[]>();
  for (const entry of entries.toReversed()) {
    const day = formatDay(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days].map(([day, of]) => ({ day, of }));
}

const troubles: ReadonlySet<DiagnosisKind> = new Set([
  "mechanism-refused",
  "endpoint-failed",
  "connect-failed",
  "stream-ended",
  "list-failed",
  "edit-refused",
  "request-failed",
  "push-refused",
  "limit-reached",
  "disk-trouble",
]);

function isTroubling(event: DiagnosisEvent): boolean {
  return troubles.has(event.kind) || (event.kind === "certificate" && event.verdict === "refused");
}
