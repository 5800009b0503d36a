import { UserRoundPlus, UsersRound } from "lucide-react";
import { useEffect } from "react";
import { flushSync } from "react-dom";
import { failureSentence, t } from "../../app/words/words.ts";
import { looksLikeAddress } from "../contact/looks-like-address.ts";
import { announce } from "../controls/announce.ts";
import { currentRowSelector } from "../controls/return-focus.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { ContactTree } from "./contact-tree.tsx";
import { SearchBox } from "./search-box.tsx";
import { useRows } from "./use-rows.ts";

/** Search, the people, and what stands there when there are none. */
export function ContactList({ isReadOnly = false }: { readonly isReadOnly?: boolean }) {
  const kith = useKith();
  const { list, people } = useAccount();
  const query = useKithState((state) => state.screen.query);
  const { rows, hits } = useRows();

  useEffect(() => kith.setScreen({ current: null, query: "" }), [kith]);
  useEffect(() => {
    if (query.trim() !== "") announce(t("list.hits", { count: hits }));
  }, [query, hits]);

  const goToFirst = () => {
    const first = rows.find((row) => row.kind === "contact") ?? rows[0];
    if (first === undefined) return;
    // Drawn at once, so that there is something to put the focus on.
    flushSync(() => kith.setScreen({ current: first.key }));
    document.querySelector<HTMLElement>(currentRowSelector)?.focus();
  };

  return (
    <section className="list" aria-label={t("list.name")}>
      <SearchBox onDone={goToFirst} />
      {list.state === "missing" && <p className="list-note">{t("list.missing")}</p>}
      {list.state === "unavailable" && (
        <p className="list-note">{t("list.unavailable", { why: failureSentence(list.why) })}</p>
      )}
      <div className="list-body">
        <ContactTree rows={rows} isReadOnly={isReadOnly} />
        {rows.length === 0 && query.trim() !== "" && <NoHits query={query.trim()} isReadOnly={isReadOnly} />}
        {people.size === 0 && query.trim() === "" && list.state === "confirmed" && (
          <Nobody isReadOnly={isReadOnly} />
        )}
      </div>
    </section>
  );
}

function NoHits({ query, isReadOnly }: { readonly query: string; readonly isReadOnly: boolean }) {
  const kith = useKith();
  return (
    <div className="empty">
      <p className="empty-title">{t("list.no-hits", { query })}</p>
      {!isReadOnly && (
        <button
          type="button"
          className="button"
          onClick={() => kith.setScreen({ dialog: { kind: "add", address: query } })}
        >
          <UserRoundPlus size={16} aria-hidden="true" />
          {looksLikeAddress(query) ? t("search.add", { query }) : t("list.empty-add")}
        </button>
      )}
    </div>
  );
}

function Nobody({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const kith = useKith();
  return (
    <div className="empty">
      <UsersRound size={32} strokeWidth={1.5} aria-hidden="true" />
      <p className="empty-title">{t("list.empty")}</p>
      <p>{t("list.empty-do")}</p>
      {!isReadOnly && (
        <button
          type="button"
          className="button"
          onClick={() => kith.setScreen({ dialog: { kind: "add", address: "" } })}
        >
          <UserRoundPlus size={16} aria-hidden="true" />
          {t("list.empty-add")}
        </button>
      )}
    </div>
  );
}
