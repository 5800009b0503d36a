import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useStore } from "zustand/react";
import { t } from "../../app/words/words.ts";
import { openChat } from "../contact/open-chat.ts";
import { RowMenu, type RowMenuAt } from "../menus/row-menu.tsx";
import type { BareJid } from "../../app/jid.ts";
import { isReadable } from "../../app/readable-jid.ts";
import type { Density } from "../../app/view.ts";
import { isInText } from "../controls/text-editing.ts";
import { useMenuAct } from "../store/menu-act.ts";
import { NewGroupTarget } from "../drag/new-group-target.tsx";
import { membersBelow } from "../selection/members.ts";
import { chosenRows } from "../selection/selection.ts";
import { useActs } from "../changes/use-acts.ts";
import { useClipboardEvents } from "../drag/use-clipboard.ts";
import { useDrops } from "../drag/use-drops.ts";
import { type Reach, useSelection } from "../selection/use-selection.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { ContactRow } from "./contact-row.tsx";
import { createDragStore } from "../drag/drag.ts";
import { GroupRow } from "./group-row.tsx";
import { moveGroup } from "../group/move-group.ts";
import { headingHeight, rowHeight } from "../rows/row-heights.ts";
import type { Row } from "../rows/rows.ts";
import { distinct, rowKey, type RowKey } from "../store/row-id.ts";
import { setExpanded } from "../group/set-expanded.ts";
import { headingOf, neighbour, treeMove } from "./tree-keys.ts";
import { rowElement, rowKeyAt } from "./row-element.ts";
import { TypeAhead } from "./type-ahead.ts";

/**
 * The contact list: an ARIA tree of which only what is in view is drawn. One tab stop. The focused row stays drawn wherever
 * the list is scrolled to; if it goes away its neighbour takes the focus.
 */
export function ContactTree(props: {
  readonly rows: readonly Row[];
  readonly isReadOnly: boolean;
  /** The pointer came over the list, or left it. */
  readonly onPointed: (isPointed: boolean) => void;
  /** Whose row has the focus now; null when none has. */
  readonly onFocused: (bareJid: BareJid | null) => void;
  readonly onEscape: (() => void) | null;
}) {
  const { rows, isReadOnly, onPointed, onFocused, onEscape } = props;
  const kith = useKith();
  const accountView = useAccount();
  const { account, view } = accountView;
  const current = useKithState((state) => state.screen.current);
  /** Kept while the menu closes, so that it does not empty under the eye. */
  const [menu, setMenu] = useState<RowMenuAt | null>(null);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const [drags] = useState(createDragStore);
  const [typeAhead] = useState(() => new TypeAhead());
  const scroller = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  /** The row under the pointer, by its key. */
  const pointed = useRef<RowKey | null>(null);
  const placed = useRef<readonly Row[]>(rows);
  const wantsFocus = useRef(false);
  const lastIndex = useRef(0);

  const indexByKey = useMemo(() => new Map(rows.map((row, index) => [row.key, index])), [rows]);
  const known = current === null ? undefined : indexByKey.get(current);
  const currentRow =
    known !== undefined
      ? rows[known]
      : current === null
        ? rows[Math.min(lastIndex.current, rows.length - 1)]
        : neighbour(placed.current, lastIndex.current, rows);
  const currentIndex = known ?? (currentRow === undefined ? -1 : (indexByKey.get(currentRow.key) ?? -1));
  const draggedKey = useStore(drags, ({ dragged }) => dragged && dragged.key);
  const draggedIndex = draggedKey === null ? undefined : indexByKey.get(draggedKey);

  const stuckIndex = useRef(0);
  // oxlint-disable-next-line react/incompatible-library -- Kith is not built with the React Compiler.
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowHeight(rows[index], view.density),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 8,
    scrollPaddingStart: headingHeight,
    rangeExtractor: useCallback(
      (range: Range) => {
        stuckIndex.current = headingOf(rows, range.startIndex);
        const always = [stuckIndex.current, currentIndex, draggedIndex ?? -1].filter((index) => index >= 0);
        return [...new Set([...always, ...defaultRangeExtractor(range)])].sort((a, b) => a - b);
      },
      [rows, currentIndex, draggedIndex],
    ),
  });

  useEffect(() => virtualizer.measure(), [virtualizer, view.density]);

  useLayoutEffect(() => {
    lastIndex.current = Math.max(0, currentIndex);
    // Chosen by nobody: the list has moved on under the person, and the choice with it.
    if (current !== null && known === undefined && currentRow !== undefined)
      kith.setScreen({ current: currentRow.key });
    if (placed.current !== rows && scroller.current !== null) {
      // Others come and go above it: the row in use stays where it is seen.
      const kept = (hasFocus.current ? current : null) ?? pointed.current;
      const shift =
        kept === null ? 0 : topOf(rows, kept, view.density) - topOf(placed.current, kept, view.density);
      if (shift !== 0 && !Number.isNaN(shift)) scroller.current.scrollTop += shift;
      placed.current = rows;
    }
    if (!wantsFocus.current && !(hasFocus.current && isElsewhere(currentRow?.key))) return;
    wantsFocus.current = false;
    if (currentRow !== undefined)
      rowElement(scroller.current, currentRow.key)?.focus({ preventScroll: true });
  });

  useDrops(scroller, drags, isReadOnly);
  const acts = useActs();
  const choosing = useSelection(rows);
  const { selection } = choosing;
  const clipboard = useKithState((state) => state.screen.clipboard);
  const cutKeys = useMemo(
    () => new Set(clipboard?.isCut === true ? clipboard.rows.map(rowKey) : []),
    [clipboard],
  );
  useClipboardEvents(scroller, currentRow?.group, isReadOnly);
  useMenuAct("select-all", () => void (isInText() || choosing.chooseAll()));

  const go = (index: number, how: Reach = "alone") => {
    const row = rows[index];
    if (row === undefined) return;
    choosing.reach(index, how);
    wantsFocus.current = true;
    kith.setScreen({ current: row.key });
    virtualizer.scrollToIndex(index);
    // In a low window the list itself may be scrolled out of sight.
    scroller.current?.scrollIntoView({ block: "nearest" });
  };
  const toggle = (index: number, isExpanded: boolean) => {
    const row = rows[index];
    if (row?.kind !== "group") return;
    setExpanded(kith, account, [row.group], isExpanded);
    // A heading that sticks comes back to its own place, where its people were.
    if (!isExpanded && stuckIndex.current === index) virtualizer.scrollToIndex(index, { align: "start" });
  };
  const chat = (row: Row | undefined) => {
    const person = row?.kind === "contact" ? kith.person(row.person) : undefined;
    if (person !== undefined && isReadable(person.bareJid)) openChat(person.contact.address);
  };

  const openMenu = (at: RowMenuAt) => {
    setMenu(at);
    setIsMenuOpen(true);
  };

  const hasMembers = (group: string) =>
    membersBelow(accountView.people.sorted(), group, accountView.delimiter).length > 0;
  const handleKeyDown = (event: KeyboardEvent) => {
    const row = rows[currentIndex];
    if (row === undefined || event.target instanceof HTMLButtonElement) return;
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    const menuKey = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (menuKey) {
      event.preventDefault();
      const anchor = rowElement(scroller.current, row.key);
      if (anchor !== null) openMenu({ row, anchor });
      return;
    }
    const step = event.key === "ArrowUp" ? -1 : 1;
    if (event.altKey && row.kind === "group" && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      if (onEscape === null) moveGroup(kith, accountView, rows, row, step);
      return;
    }
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isModified && !isCommand) return;
    if (event.key === "*" && !isCommand) {
      event.preventDefault();
      const siblings = rows.filter((other) => other.kind === "group" && other.level === row.level);
      setExpanded(
        kith,
        account,
        siblings.map(({ group }) => group),
        true,
      );
      return;
    }
    if (isCommand && event.key.toLowerCase() === "a" && !event.shiftKey) {
      event.preventDefault();
      choosing.chooseAll();
      return;
    }
    const isSpace = event.key === " " && (isCommand || !typeAhead.isTyping(event.timeStamp));
    if (isSpace && (isCommand || event.shiftKey || row.kind === "contact")) {
      event.preventDefault();
      if (event.shiftKey) choosing.reach(currentIndex, isCommand ? "extend-adding" : "extend");
      else choosing.toggle(currentIndex);
      kith.setScreen({ current: row.key });
      return;
    }
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === "rtl";
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / headingHeight / 1.5) || 1;
    const move = treeMove(event.key, rows, currentIndex, { isRightToLeft, page });
    if (move !== undefined && (!isCommand || move.do === "go")) {
      event.preventDefault();
      if (move.do === "go") go(move.index, reachOf(event.shiftKey, isCommand));
      else toggle(move.index, move.do === "expand");
      return;
    }
    if (isCommand) return;
    if (event.key === "Escape" && (selection.keys.size > 0 || clipboard !== null)) {
      event.preventDefault();
      choosing.clear();
      kith.setScreen({ clipboard: null });
      return;
    }
    if (event.key === "Escape" && onEscape !== null) {
      event.preventDefault();
      onEscape();
      return;
    }
    if (event.key === "Enter" || isSpace) {
      event.preventDefault();
      if (row.kind === "group") toggle(currentIndex, !row.isExpanded);
      else if (event.key === "Enter") chat(row);
      return;
    }
    if (!isReadOnly && event.key === "Delete") {
      event.preventDefault();
      const people = distinct(chosenRows(selection, row.key));
      if (people.length > 0) void acts.remove(people);
      else if (row.group !== null && hasMembers(row.group))
        kith.setScreen({ dialog: { kind: "delete-group", group: row.group } });
      return;
    }
    if (!isReadOnly && event.key === "F2" && selection.keys.size < 2) {
      event.preventDefault();
      if (row.kind === "contact") kith.setScreen({ dialog: { kind: "edit", person: row.person } });
      else if (row.group !== null && hasMembers(row.group))
        kith.setScreen({ dialog: { kind: "rename-group", group: row.group } });
      return;
    }
    if (!/^.$/su.test(event.key)) return;
    event.preventDefault();
    const found = typeAhead.find(event.key, rows, currentIndex, event.timeStamp);
    if (found !== undefined) go(found);
  };

  const rowAt = (target: EventTarget): number | undefined => {
    if (!(target instanceof Element) || target.closest("button") !== null) return undefined;
    const key = rowKeyAt(target);
    return key === null ? undefined : indexByKey.get(key);
  };
  const handleClick = (event: MouseEvent) => {
    const index = rowAt(event.target);
    const row = index === undefined ? undefined : rows[index];
    if (index === undefined || row === undefined) return;
    wantsFocus.current = true;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.shiftKey) choosing.reach(index, isCommand ? "extend-adding" : "extend");
    else if (isCommand) choosing.toggle(index);
    else if (row.kind === "contact" || selection.keys.size === 0) choosing.reach(index, "alone");
    kith.setScreen({ current: row.key });
    // A heading that is folded leaves those chosen under others as they are.
    if (row.kind === "group" && !event.shiftKey && !isCommand) toggle(index, !row.isExpanded);
  };
  const handleDoubleClick = (event: MouseEvent) => {
    const index = rowAt(event.target);
    if (index !== undefined) chat(rows[index]);
  };
  const handleContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    const index = rowAt(event.target);
    const row = index === undefined ? undefined : rows[index];
    if (row === undefined) return;
    wantsFocus.current = true;
    if (!selection.keys.has(row.key) && index !== undefined) choosing.reach(index, "alone");
    kith.setScreen({ current: row.key });
    const { clientX, clientY } = event;
    openMenu({ row, anchor: { getBoundingClientRect: () => new DOMRect(clientX, clientY, 0, 0) } });
  };

  return (
    <>
      <div
        ref={scroller}
        role="tree"
        aria-label={t("list.name")}
        aria-multiselectable
        className="tree"
        data-density={view.density}
        tabIndex={-1}
        data-dragging={draggedKey !== null || undefined}
        onKeyDown={handleKeyDown}
        onClick={handleClick}
        onDoubleClick={handleDoubleClick}
        onContextMenu={handleContextMenu}
        onPointerEnter={() => onPointed(true)}
        onPointerMove={({ target }) => {
          pointed.current = rowKeyAt(target);
        }}
        onPointerLeave={() => {
          pointed.current = null;
          onPointed(false);
        }}
        onFocus={({ target, currentTarget }) => {
          hasFocus.current = true;
          const focused = rows[rowAt(target) ?? -1];
          onFocused(focused?.kind === "contact" ? focused.person.bareJid : null);
          if (target === currentTarget && currentRow !== undefined)
            rowElement(currentTarget, currentRow.key)?.focus({ preventScroll: true });
          // Assistive technology puts the focus where it likes: keys then mean that row. The first tab stop is in use from then on.
          if (focused !== undefined && focused.key !== current) kith.setScreen({ current: focused.key });
        }}
        onBlur={({ relatedTarget }) => {
          // A row that goes away while it has the focus is blurred with nowhere to go: that is for the neighbour.
          hasFocus.current = relatedTarget === null;
          onFocused(null);
        }}
      >
        <div role="none" className="tree-extent" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const common = {
              isCurrent: index === currentIndex,
              isChosen: selection.keys.size > 0 ? selection.keys.has(row.key) : row.key === current,
              isReadOnly,
              drags,
            };
            return row.kind === "group" ? (
              <GroupRow
                key={row.key}
                row={row}
                top={index === stuckIndex.current ? null : start}
                {...common}
              />
            ) : (
              <ContactRow key={row.key} row={row} top={start} isCut={cutKeys.has(row.key)} {...common} />
            );
          })}
        </div>
        {draggedKey !== null && <NewGroupTarget drags={drags} />}
      </div>
      {menu !== null && (
        <RowMenu
          at={menu}
          rows={rows}
          isOpen={isMenuOpen}
          isReadOnly={isReadOnly}
          onClose={() => setIsMenuOpen(false)}
        />
      )}
    </>
  );
}

/** Where a row begins, in pixels from the start of the list; not a number when it is not there. */
function topOf(rows: readonly Row[], key: RowKey, density: Density): number {
  let top = 0;
  for (const row of rows) {
    if (row.key === key) return top;
    top += rowHeight(row, density);
  }
  return Number.NaN;
}

/** The file managers' rule: Shift reaches from the anchor, Ctrl/Cmd leaves what was chosen. */
function reachOf(isShift: boolean, isCommand: boolean): Reach {
  if (isShift) return isCommand ? "extend-adding" : "extend";
  return isCommand ? "keep" : "alone";
}

/** Whether the focus is nowhere, or on a row that another has taken the place of since, e.g. the neighbour of a renamed group. */
function isElsewhere(key: RowKey | undefined): boolean {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) return true;
  return activeElement.role === "treeitem" && rowKeyAt(activeElement) !== key;
}
