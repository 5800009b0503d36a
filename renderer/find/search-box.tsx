import { ListFilter, Search, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { knownGroups } from "../store/known-groups.ts";
import { useMenuAct } from "../store/menu-act.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { SuggestionList } from "./suggestion-list.tsx";
import { operatorSuggestions, type Suggestion, suggestionsFor } from "./suggestions.ts";

/** How many people were found, of how many. */
export interface FindCount {
  readonly hits: number;
  readonly total: number;
}

/**
 * Finds people during typing. Arrow down moves to the list, or to the suggestions while they are open; with Alt it opens them.
 * Enter opens the first person, Escape restores the list. It is a `searchbox` for assistive technology. Suggestions are
 * announced by the active option and a sentence, because a `searchbox` has no expanded state.
 */
export function SearchBox(props: {
  readonly count: FindCount | null;
  readonly onQuery: (query: string) => void;
  readonly onList: () => void;
  readonly onOpenFirst: () => void;
  /** The element that had the focus before the box; set here. */
  readonly from: RefObject<Element | null>;
  /** Ends the search and moves the focus there. */
  readonly onEnd: (focus: Element | null) => void;
}) {
  const { count, onQuery, onList, onOpenFirst, from, onEnd } = props;
  const kith = useKith();
  const { people, structure } = useAccount();
  const query = useKithState((state) => state.screen.query);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  /** `asked`: the button shows every operator; `typed`: suggestions for what is in the box. */
  const [offer, setOffer] = useState<"none" | "typed" | "asked">("none");
  const [active, setActive] = useState(-1);

  const offered = useMemo(() => {
    if (offer === "none") return [];
    if (offer === "asked") return operatorSuggestions(query);
    return suggestionsFor(query, knownGroups(people));
    // `people` is mutable; `structure` tells when it changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [offer, query, people, structure]);
  const isOpen = offered.length > 0;
  const optionId = (index: number) => `${id}-option-${index}`;

  useMenuAct("search", () => input.current?.select());
  useEffect(() => {
    const handleKeyDown = (event: globalThis.KeyboardEvent) => {
      const isSearch = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "f";
      if (!isSearch || kith.getState().screen.dialog !== null) return;
      event.preventDefault();
      input.current?.select();
    };
    document.addEventListener("keydown", handleKeyDown);
    return () => document.removeEventListener("keydown", handleKeyDown);
  }, [kith]);
  useEffect(() => {
    if (offered.length > 0) announce(t("find.offered", { count: offered.length }));
  }, [offered.length]);

  const close = () => {
    setOffer("none");
    setActive(-1);
  };
  const take = ({ typed }: Suggestion) => {
    onQuery(typed);
    setActive(-1);
    setOffer(typed.endsWith(":") ? "typed" : "none");
    input.current?.focus();
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    // An input method is still handling these keys.
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const picked = offered[active];
    if (step === 1 && event.altKey && !isOpen) {
      event.preventDefault();
      setOffer("asked");
    } else if (isOpen && step !== 0) {
      event.preventDefault();
      const start = active === -1 && step < 0 ? 0 : active;
      setActive((start + step + offered.length) % offered.length);
    } else if (event.key === "Enter" && picked !== undefined) {
      event.preventDefault();
      take(picked);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    } else if (event.key === "Escape") {
      if (query === "" && from.current === null) return;
      event.preventDefault();
      onEnd(from.current);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      onList();
    } else if (event.key === "Enter") {
      event.preventDefault();
      close();
      if (query.trim() === "") onList();
      else onOpenFirst();
    }
  };
  return (
    <div className="search">
      <Search size={16} aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label={t("search.name")}
        aria-autocomplete="list"
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={isOpen && active !== -1 ? optionId(active) : undefined}
        placeholder={t("search.name")}
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          onQuery(event.target.value);
          setOffer("typed");
          setActive(-1);
        }}
        onFocus={({ relatedTarget, currentTarget }) => {
          // During a search the focus moves back and forth between the box and the results.
          if (query === "" && currentTarget.parentElement?.contains(relatedTarget) !== true)
            from.current = relatedTarget;
        }}
        onBlur={close}
        onKeyDown={handleKeyDown}
      />
      {count !== null && (
        <span className="search-count" title={t("find.count-long", { ...count })} aria-hidden="true">
          {t("find.count", { ...count })}
        </span>
      )}
      {query === "" ? (
        <button
          type="button"
          // The keyboard has Alt+Down for this, and Tab goes from the box straight to the list.
          tabIndex={-1}
          className="icon-button"
          aria-label={t("find.narrow")}
          title={t("find.narrow")}
          onClick={() => {
            input.current?.focus();
            setOffer("asked");
          }}
        >
          <ListFilter size={16} aria-hidden="true" />
        </button>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label={t("search.clear")}
          title={t("search.clear")}
          onClick={() => onEnd(input.current)}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
      {isOpen && (
        <SuggestionList
          id={`${id}-list`}
          optionId={optionId}
          offered={offered}
          active={active}
          onTake={take}
        />
      )}
    </div>
  );
}
