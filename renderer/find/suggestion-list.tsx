import { t } from "../../app/words/words.ts";
import type { Suggestion } from "./suggestions.ts";

/** The suggestions of the search box, reached with the arrow keys. The box keeps the focus. */
export function SuggestionList(props: {
  readonly id: string;
  readonly optionId: (index: number) => string;
  readonly offered: readonly Suggestion[];
  /** Which one Enter takes, or -1. */
  readonly active: number;
  readonly onTake: (suggestion: Suggestion) => void;
}) {
  const { id, optionId, offered, active, onTake } = props;
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t("find.suggestions")}
      className="menu suggestions find-suggestions"
    >
      {offered.map((suggestion, index) => (
        <div
          key={suggestion.word}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="menu-item"
          data-highlighted={index === active || undefined}
          // Otherwise pressing would take the focus from the box before the click.
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(suggestion);
          }}
        >
          <bdi className="find-word">{suggestion.word}</bdi>{" "}
          <span className="find-about">{aboutWords(suggestion)}</span>
        </div>
      ))}
    </div>
  );
}

function aboutWords({ about }: Suggestion): string {
  switch (about.kind) {
    case "operator":
      return t(`find.operator-${about.operator}`);
    case "status":
      return about.value === "around" ? t("find.status-around") : t(`show.${about.value}`);
    case "is":
      return t(`find.is-${about.value}`);
    case "group":
      return "";
  }
}
