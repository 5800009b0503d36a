import type { MergeLine } from "../../app/merge.ts";
import { failureSentence } from "../../app/words/failure-sentence.ts";
import { t } from "../../app/words/words.ts";
import { type Availability, availabilityOf, isAround, oneLine, type Person } from "../store/person.ts";
import { groupName } from "./group-name.ts";

/** What a row says. `label` is its accessible name, which ends with a note if there is one; `line` is the line under the name, or empty. */
export interface RowWords {
  readonly label: string;
  readonly line: string;
  readonly availability: Availability;
  /** Why an edit of theirs was refused, or null. */
  readonly refusal: string | null;
  /** What happened to another device's change of them, or null. A refusal has priority. */
  readonly merged: string | null;
}

/** The words of one person's row: pending edits come first, then their status message, then the relationship. */
export function rowWords(person: Person, isOnline: boolean): RowWords {
  const availability = availabilityOf(person, isOnline);
  const word = t(`show.${availability}`);
  const refusal = refusalOf(person);
  const merged = refusal === null ? (mergedOf(person) ?? null) : null;
  const detail =
    underWay(person, isOnline) ??
    troubleOf(person, isOnline) ??
    said(person, availability) ??
    relationshipOf(person);
  const isSaid = isAround(availability) && availability !== "available";
  return {
    label:
      (refusal ?? merged) === null
        ? [person.name, word, detail].filter(Boolean).join(", ")
        : `${person.name}, ${word},`,
    // While we are offline, the badges and the foot line already say that no status is known.
    line:
      detail === undefined
        ? availability === "unknown"
          ? ""
          : word
        : isSaid
          ? `${word} · ${detail}`
          : detail,
    availability,
    refusal,
    merged,
  };
}

/** The relationship in full, for where there is room. */
export function relationshipWords(person: Person): string {
  const kind = person.relationship;
  return t(
    kind === "waiting" && person.contact.subscription === "from"
      ? "relationship.waiting-seen"
      : `relationship.${kind}`,
  );
}

/** The contact's trouble as a sentence. While we are offline, nobody knows whether their server can be reached. */
export function troubleOf({ trouble }: Person, isOnline: boolean): string | undefined {
  if (trouble === undefined) return undefined;
  const { why } = trouble;
  if (why === "denied") return t("trouble.denied");
  if (why === "unreachable") return isOnline ? t("trouble.unreachable") : undefined;
  return t("trouble.failed", { why: failureSentence(why) });
}

/** What happened to another device's change of somebody, in one or more sentences. */
export function mergedOf({ merge }: Pick<Person, "merge">): string | undefined {
  return merge?.lines.map(mergeSentence).join(" ");
}

/** One of these sentences. Names and groups without a visible character get our own words (RULE J6). */
export function mergeSentence({ code, values }: MergeLine): string {
  switch (code) {
    case "renamed-over":
    case "name-yielded":
    case "name-differs":
      return t(`merge.${code}`, { name: nameShown(values.name), theirs: nameShown(values.theirs) });
    case "name-kept":
      return t("merge.name-kept", { theirs: nameShown(values.theirs) });
    case "groups-kept":
      return t("merge.groups-kept", { groups: values.groups });
    case "move-yielded":
      return t("merge.move-yielded", { group: groupName(values.group) });
    case "removal-yielded":
    case "sent-again":
    case "nameless-left":
    case "crossed":
    case "brought-back":
      return t(`merge.${code}`);
  }
}

function nameShown(name: string): string {
  return oneLine(name) || t("merge.no-name");
}

function refusalOf({ edits }: Person): string | null {
  const refused = edits.find((edit) => edit.state === "refused");
  if (refused === undefined) return null;
  return t("edit.refused", { why: refused.why === null ? "" : failureSentence(refused.why) }).trim();
}

const underWayWords = {
  add: "edit.adding",
  change: "edit.saving",
  remove: "edit.removing",
  ask: "edit.asking",
} as const;

function underWay({ edits }: Person, isOnline: boolean): string | undefined {
  const edit = edits.findLast(({ state }) => state !== "refused");
  if (edit === undefined) return undefined;
  if (!isOnline && edit.state !== "held") return t("edit.waiting");
  return t(underWayWords[edit.kind]);
}

function said({ resources }: Person, availability: Availability): string | undefined {
  if (!isAround(availability)) return undefined;
  return oneLine(resources[0]?.status ?? "") || undefined;
}

function relationshipOf({ relationship: kind }: Person): string | undefined {
  return kind === "mutual" ? undefined : t(`relationship.${kind}`);
}
