import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from "react";
import { useStore } from "zustand/react";
import type { BareJid } from "../../app/jid.ts";
import { isReadable } from "../../app/readable-jid.ts";
import { t } from "../../app/words/words.ts";
import { useActs } from "../changes/use-acts.ts";
import { openChat } from "../contact/open-chat.ts";
import { isInText } from "../controls/text-editing.ts";
import { createDragStore } from "../drag/drag.ts";
import { NewGroupTarget } from "../drag/new-group-target.tsx";
import { useClipboardEvents } from "../drag/use-clipboard.ts";
import { useDrops } from "../drag/use-drops.ts";
import { moveGroup } from "../group/move-group.ts";
import { setExpanded } from "../group/set-expanded.ts";
import { RowMenu, type RowMenuAt } from "../menus/row-menu.tsx";
import { headingHeight } from "../rows/row-heights.ts";
import type { Row } from "../rows/rows.ts";
import { chosenRows } from "../selection/selection.ts";
import { type Reach, useSelection } from "../selection/use-selection.ts";
import { useMenuAct } from "../store/menu-act.ts";
import { distinct, rowKey, type RowKey } from "../store/row-id.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { ContactRow } from "./contact-row.tsx";
import { GroupRow } from "./group-row.tsx";
import { rowElement, rowKeyAt } from "./row-element.ts";
import { type TreeCommand, treeCommand } from "./tree-keys.ts";
import { TypeAhead } from "./type-ahead.ts";
import { useCurrentRow } from "./use-current-row.ts";
import { useDrawnRows } from "./use-drawn-rows.ts";
import { useKeptPlace } from "./use-kept-place.ts";
import { useRowFocus } from "./use-row-focus.ts";

/**
 * The contact list: an ARIA tree that renders only the rows in view. One tab stop. The focused row stays rendered wherever
 * the list is scrolled to; if it disappears, its neighbour gets the focus.
 */
export function ContactTree(props: {
  readonly rows: readonly Row[];
  readonly isReadOnly: boolean;
  /** The pointer entered or left the list. */
  readonly onPointed: (isPointed: boolean) => void;
  /** The person whose row has the focus; null if none has. */
  readonly onFocused: (bareJid: BareJid | null) => void;
  /** Ends the search; null while there is none. */
  readonly onEscape: (() => void) | null;
}) {
  const { rows, isReadOnly, onPointed, onFocused, onEscape } = props;
  const kith = useKith();
  const accountView = useAccount();
  const { account, view } = accountView;
  /** Kept while the menu closes, so that it does not become empty before it is gone. */
  const [menu, setMenu] = useState<RowMenuAt | null>(null);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const [drags] = useState(createDragStore);
  const [typeAhead] = useState(() => new TypeAhead());
  const scroller = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  /** The row under the pointer. */
  const pointed = useRef<RowKey | null>(null);

  const indexByKey = useMemo(() => new Map(rows.map((row, index) => [row.key, index])), [rows]);
  const current = useCurrentRow(rows, indexByKey);
  const draggedKey = useStore(drags, ({ dragged }) => dragged && dragged.key);
  const draggedIndex = draggedKey === null ? -1 : (indexByKey.get(draggedKey) ?? -1);
  const drawn = useDrawnRows(scroller, rows, view.density, [current.index, draggedIndex]);
  const { virtualizer, stuckIndex } = drawn;
  useKeptPlace(
    scroller,
    rows,
    view.density,
    () => (hasFocus.current ? current.key : null) ?? pointed.current,
  );
  const { wantFocus } = useRowFocus(scroller, hasFocus, current.row?.key ?? null);

  useDrops(scroller, drags, isReadOnly);
  const acts = useActs();
  const choosing = useSelection(rows);
  const { selection } = choosing;
  const clipboard = useKithState((state) => state.screen.clipboard);
  const cutKeys = useMemo(
    () => new Set(clipboard?.isCut === true ? clipboard.rows.map(rowKey) : []),
    [clipboard],
  );
  useClipboardEvents(scroller, current.row?.group, isReadOnly);
  useMenuAct("select-all", () => void (isInText() || choosing.chooseAll()));

  const go = (index: number, how: Reach) => {
    const row = rows[index];
    if (row === undefined) return;
    choosing.reach(index, how);
    wantFocus();
    kith.setScreen({ current: row.key });
    virtualizer.scrollToIndex(index);
    // In a low window the list itself may be scrolled out of sight.
    scroller.current?.scrollIntoView({ block: "nearest" });
  };
  const toggle = (index: number, isExpanded: boolean) => {
    const row = rows[index];
    if (row?.kind !== "group") return;
    setExpanded(kith, account, [row.group], isExpanded);
    // A sticky heading returns to its own place, above its people.
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

  const carryOut = (command: TreeCommand, row: Row, time: number) => {
    switch (command.do) {
      case "go":
        return go(command.index, command.reach);
      case "expand":
      case "collapse":
        return toggle(command.index, command.do === "expand");
      case "expand-all":
        return setExpanded(kith, account, command.groups, true);
      case "type": {
        const found = typeAhead.find(command.text, rows, current.index, time);
        return found === undefined ? undefined : go(found, "alone");
      }
      case "extend":
        choosing.reach(current.index, command.reach);
        return kith.setScreen({ current: row.key });
      case "toggle":
        choosing.toggle(current.index);
        return kith.setScreen({ current: row.key });
      case "choose-all":
        return choosing.chooseAll();
      case "choose-none":
        choosing.clear();
        return kith.setScreen({ clipboard: null });
      case "open-menu": {
        const anchor = rowElement(scroller.current, row.key);
        return anchor === null ? undefined : openMenu({ row, anchor });
      }
      case "open-chat":
        return chat(row);
      case "end-search":
        return onEscape?.();
      case "remove":
        return void acts.remove(distinct(chosenRows(selection, row.key)));
      case "edit":
        return kith.setScreen({ dialog: { kind: "edit", person: command.person } });
      case "rename-group":
      case "delete-group":
        return kith.setScreen({ dialog: { kind: command.do, group: command.group } });
      case "move-group":
        return row.kind === "group" ? moveGroup(kith, accountView, rows, row, command.step) : undefined;
      case "nothing":
        return undefined;
    }
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    if (current.row === undefined || event.target instanceof HTMLButtonElement) return;
    const command = treeCommand(event, {
      rows,
      index: current.index,
      chosen: selection.keys.size,
      hasClipboard: clipboard !== null,
      isReadOnly,
      isSearching: onEscape !== null,
      isTyping: typeAhead.isTyping(event.timeStamp),
      isRightToLeft: getComputedStyle(event.currentTarget).direction === "rtl",
      page: Math.floor((scroller.current?.clientHeight ?? 0) / headingHeight / 1.5) || 1,
    });
    if (command === undefined) return;
    event.preventDefault();
    carryOut(command, current.row, event.timeStamp);
  };

  const indexAt = (target: EventTarget): number | undefined => {
    if (!(target instanceof Element) || target.closest("button") !== null) return undefined;
    const key = rowKeyAt(target);
    return key === null ? undefined : indexByKey.get(key);
  };
  const handleClick = (event: MouseEvent) => {
    const index = indexAt(event.target);
    const row = index === undefined ? undefined : rows[index];
    if (index === undefined || row === undefined) return;
    wantFocus();
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.shiftKey) choosing.reach(index, isCommand ? "extend-adding" : "extend");
    else if (isCommand) choosing.toggle(index);
    else if (row.kind === "contact" || selection.keys.size === 0) choosing.reach(index, "alone");
    kith.setScreen({ current: row.key });
    // Collapsing a heading does not change the selection under others.
    if (row.kind === "group" && !event.shiftKey && !isCommand) toggle(index, !row.isExpanded);
  };
  const handleDoubleClick = (event: MouseEvent) => {
    const index = indexAt(event.target);
    if (index !== undefined) chat(rows[index]);
  };
  const handleContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    const index = indexAt(event.target);
    const row = index === undefined ? undefined : rows[index];
    if (row === undefined) return;
    wantFocus();
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
          const focused = rows[indexAt(target) ?? -1];
          onFocused(focused?.kind === "contact" ? focused.person.bareJid : null);
          if (target === currentTarget && current.row !== undefined)
            rowElement(currentTarget, current.row.key)?.focus({ preventScroll: true });
          // Assistive technology may focus any row: keys then act on it. It becomes the tab stop.
          if (focused !== undefined && focused.key !== current.key) kith.setScreen({ current: focused.key });
        }}
        onBlur={({ relatedTarget }) => {
          // A row that disappears with the focus is blurred without a new target: its neighbour gets the focus.
          hasFocus.current = relatedTarget === null;
          onFocused(null);
        }}
      >
        <div role="none" className="tree-extent" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const common = {
              isCurrent: index === current.index,
              isChosen: selection.keys.size > 0 ? selection.keys.has(row.key) : row.key === current.key,
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
