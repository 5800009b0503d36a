import { ListFilter, Search, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { knownGroups } from "../store/known-groups.ts";
import { useMenuAct } from "../store/menu-act.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { SuggestionList } from "./suggestion-list.tsx";
import { operatorSuggestions, type Suggestion, suggestionsFor } from "./suggestions.ts";

/** How many people are found, of how many. */
export interface FindCount {
  readonly hits: number;
  readonly total: number;
}

/**
 * Finds people as one types. Arrow down goes on to the list (to the suggestions while they are open, and with Alt it opens them), Enter opens the first
 * person, Escape puts everything back as it was. A `searchbox` for assistive technology: suggestions are told by the
 * option that is active and by a sentence, since a search box cannot be expanded.
 */
export function SearchBox(props: {
  readonly count: FindCount | null;
  readonly onQuery: (query: string) => void;
  readonly onList: () => void;
  readonly onOpenFirst: () => void;
  /** What had the focus before the box; written here. */
  readonly from: RefObject<Element | null>;
  /** Ends the search and puts the focus where it says. */
  readonly onEnd: (focus: Element | null) => void;
}) {
  const { count, onQuery, onList, onOpenFirst, from, onEnd } = props;
  const kith = useKith();
  const { people, structure } = useAccount();
  const query = useKithState((state) => state.screen.query);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  /** `asked`: by the button, which shows every operator; `typed`: by what stands in the box. */
  const [offer, setOffer] = useState<"none" | "typed" | "asked">("none");
  const [active, setActive] = useState(-1);

  const offered = useMemo(() => {
    if (offer === "none") return [];
    if (offer === "asked") return operatorSuggestions(query);
    return suggestionsFor(query, knownGroups(people));
    // `structure` stands for what `people` holds.
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
    // An input method is still at work on these keys.
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
          // While searching one goes to and fro between the box and what it found.
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
          // The keyboard asks with Alt and the arrow, and goes from the box straight to the list.
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
