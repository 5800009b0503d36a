import { Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { t } from "../../app/words/words.ts";
import { useMenuAct } from "../menu-act.ts";
import { useKith, useKithState } from "../store/use-kith.ts";

/** Finds people by name and address. Arrow down and Enter go on to the first person, Escape clears. */
export function SearchBox({ onDone }: { readonly onDone: () => void }) {
  const kith = useKith();
  const query = useKithState((state) => state.screen.query);
  const input = useRef<HTMLInputElement>(null);

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

  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && query !== "") {
      event.preventDefault();
      kith.setScreen({ query: "" });
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      onDone();
    }
  };
  return (
    <div className="search">
      <Search size={16} aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label={t("search.name")}
        placeholder={t("search.name")}
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => kith.setScreen({ query: event.target.value })}
        onKeyDown={handleKeyDown}
      />
      {query !== "" && (
        <button
          type="button"
          className="icon-button"
          aria-label={t("search.clear")}
          onClick={() => {
            kith.setScreen({ query: "" });
            input.current?.focus();
          }}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
