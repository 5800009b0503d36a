import { UserRoundPlus, UsersRound } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { BareJid } from "../../app/jid.ts";
import { isReadable } from "../../app/readable-jid.ts";
import { failureSentence } from "../../app/words/failure-sentence.ts";
import { t } from "../../app/words/words.ts";
import { looksLikeAddress } from "../contact/looks-like-address.ts";
import { openChat } from "../contact/open-chat.ts";
import { announce } from "../controls/announce.ts";
import { currentRowSelector } from "../controls/return-focus.ts";
import { NeedlesContext, needlesOf } from "../find/needles.ts";
import { SearchBox } from "../find/search-box.tsx";
import { Changes } from "../changes/changes.tsx";
import { noSelection } from "../store/screen.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { ContactTree } from "./contact-tree.tsx";
import { ViewMenu } from "../menus/view-menu.tsx";
import type { Row } from "../rows/rows.ts";
import { useRows } from "../rows/use-rows.ts";
import type { RowKey } from "../store/row-id.ts";
import { rowElement, rowKeyAt } from "./row-element.ts";

/** What is restored after a search. Collapsed groups are not in it, because a search has its own. */
interface Resting {
  readonly current: RowKey | null;
  readonly scrollTop: number;
}

/** Search, the contacts, and what is shown if there are none. */
export function ContactList({ isReadOnly = false }: { readonly isReadOnly?: boolean }) {
  const kith = useKith();
  const { account, list, people, view } = useAccount();
  const query = useKithState((state) => state.screen.query);
  const [isPointed, setIsPointed] = useState(false);
  const [focused, setFocused] = useState<BareJid | null>(null);
  const { rows, hits, terms } = useRows(isPointed ? "everybody" : focused);
  const resting = useRef<Resting | null>(null);
  const from = useRef<Element | null>(null);
  const section = useRef<HTMLElement>(null);
  const isSearching = terms.length > 0;
  const needles = useMemo(() => needlesOf(terms), [terms]);

  useEffect(
    () =>
      kith.setScreen({
        current: null,
        query: "",
        foldedFinds: new Set(),
        selection: noSelection,
        clipboard: null,
        toast: null,
      }),
    [kith],
  );
  useEffect(() => {
    if (isSearching) announce(t("list.hits", { count: hits }));
  }, [isSearching, hits]);

  const tree = () => section.current?.querySelector<HTMLElement>('[role="tree"]') ?? null;
  const find = (typed: string) => {
    const { screen } = kith.getState();
    if (screen.query === "") resting.current = { current: screen.current, scrollTop: tree()?.scrollTop ?? 0 };
    if (typed === "") return putBack();
    flushSync(() => kith.setScreen({ query: typed }));
    // Show the best matches, wherever the list was scrolled to.
    tree()?.scrollTo(0, 0);
  };
  const putBack = () => {
    const { current, scrollTop } = resting.current ?? { current: null, scrollTop: 0 };
    // Rendered at once: only the full list can be scrolled to where it was.
    flushSync(() => kith.setScreen({ query: "", foldedFinds: new Set(), current }));
    tree()?.scrollTo(0, scrollTop);
    resting.current = null;
  };
  const end = (focus: Element | null) => {
    if (kith.getState().screen.query !== "") putBack();
    if (!(focus instanceof HTMLElement)) return;
    (rowElement(tree(), rowKeyAt(focus)) ?? focus).focus({ preventScroll: true });
  };
  const goTo = (row: Row | undefined) => {
    if (row === undefined) return;
    // Rendered at once, so that the row can get the focus.
    flushSync(() => kith.setScreen({ current: row.key }));
    section.current?.querySelector<HTMLElement>(currentRowSelector)?.focus();
  };
  const firstPerson = () => rows.find((row) => row.kind === "contact");
  const openFirst = () => {
    const first = firstPerson();
    const person = first && kith.person(first.person);
    if (first === undefined || person === undefined) return;
    kith.setScreen({ current: first.key });
    if (isReadable(person.bareJid)) openChat(person.contact.address);
  };

  return (
    <section ref={section} className="list" aria-label={t("list.name")}>
      <div className="list-top">
        {/* Before the search box, from which Tab goes straight to the list. */}
        {!isReadOnly && <ViewMenu />}
        <SearchBox
          count={isSearching ? { hits, total: people.size } : null}
          onQuery={find}
          onList={() => goTo(firstPerson() ?? rows[0])}
          onOpenFirst={openFirst}
          onEnd={end}
          from={from}
        />
      </div>
      {list.state === "missing" && <p className="list-note">{t("list.missing")}</p>}
      {list.state === "unavailable" && (
        <p className="list-note">{t("list.unavailable", { why: failureSentence(list.why) })}</p>
      )}
      <div className="list-body">
        <NeedlesContext value={needles}>
          <ContactTree
            rows={rows}
            onPointed={setIsPointed}
            onFocused={setFocused}
            isReadOnly={isReadOnly}
            onEscape={query === "" ? null : () => end(from.current ?? searchInput(section.current))}
          />
        </NeedlesContext>
        {rows.length === 0 && isSearching && (
          <NoHits
            query={query.trim()}
            isReadOnly={isReadOnly}
            onClear={() => end(searchInput(section.current))}
          />
        )}
        {rows.length === 0 && !isSearching && people.size > 0 && view.people === "around" && (
          <div className="empty">
            <p className="empty-title">{t("list.nobody-around")}</p>
            <button
              type="button"
              className="button"
              onClick={() => kith.setView(account, { people: "everybody" })}
            >
              {t("list.show-everybody")}
            </button>
          </div>
        )}
        {rows.length === 0 && people.size === 0 && !isSearching && list.state === "confirmed" && (
          <Nobody isReadOnly={isReadOnly} />
        )}
        {!isReadOnly && <Changes />}
      </div>
    </section>
  );
}

function searchInput(section: HTMLElement | null): Element | null {
  return section?.querySelector('input[type="search"]') ?? null;
}

/** How much of a query without a match is repeated, in UTF-16 units. */
const maxEcho = 80;

function NoHits(props: {
  readonly query: string;
  readonly isReadOnly: boolean;
  readonly onClear: () => void;
}) {
  const { query, isReadOnly, onClear } = props;
  const kith = useKith();
  const echo = query.length > maxEcho ? `${query.slice(0, maxEcho).replace(/\p{Surrogate}$/u, "")}…` : query;
  return (
    <div className="empty">
      <p className="empty-title">{t("list.no-hits", { query: echo })}</p>
      <button type="button" className="button" onClick={onClear}>
        {t("list.show-all")}
      </button>
      {!isReadOnly && (
        <button
          type="button"
          className="button button-quiet"
          onClick={() => kith.setScreen({ dialog: { kind: "add", address: query } })}
        >
          <UserRoundPlus size={16} aria-hidden="true" />
          {looksLikeAddress(query) ? t("search.add", { query: echo }) : t("list.empty-add")}
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
