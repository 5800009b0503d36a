import type { Row } from "../rows/rows.ts";
import type { Reach } from "../selection/use-selection.ts";
import type { PersonId } from "../store/row-id.ts";
import { treeMove } from "./tree-moves.ts";

/** The key that was pressed, with the modifiers that were down. */
export type PressedKey = Readonly<Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">>;

/** What the meaning of a key depends on. */
export interface TreeState {
  readonly rows: readonly Row[];
  /** The current row; -1 in an empty list. */
  readonly index: number;
  /** How many rows are selected. */
  readonly chosen: number;
  readonly hasClipboard: boolean;
  readonly isReadOnly: boolean;
  readonly isSearching: boolean;
  /** A name is being typed: a space belongs to it. */
  readonly isTyping: boolean;
  readonly isRightToLeft: boolean;
  /** How many rows Page Up and Page Down skip. */
  readonly page: number;
}

/** What a key does in the list; all but `go` and `type` are about the current row. */
export type TreeCommand =
  | { readonly do: "go"; readonly index: number; readonly reach: Reach }
  | { readonly do: "expand" | "collapse"; readonly index: number }
  | { readonly do: "expand-all"; readonly groups: readonly (string | null)[] }
  /** Go to the next row that begins with what is typed. */
  | { readonly do: "type"; readonly text: string }
  /** Select everybody up to the current row, or select or deselect that row alone. */
  | { readonly do: "extend"; readonly reach: Reach }
  | { readonly do: "toggle" | "choose-all" | "choose-none" }
  | { readonly do: "open-menu" | "open-chat" | "end-search" }
  /** Remove everybody who is selected. */
  | { readonly do: "remove" }
  | { readonly do: "edit"; readonly person: PersonId }
  | { readonly do: "rename-group" | "delete-group"; readonly group: string }
  | { readonly do: "move-group"; readonly step: -1 | 1 }
  /** The key belongs to the list but has no effect now. */
  | { readonly do: "nothing" };

/** Undefined: not a key of the list, so the browser may act on it. The platform's Ctrl or Cmd both count. */
export function treeCommand(pressed: PressedKey, state: TreeState): TreeCommand | undefined {
  const { key, shiftKey, altKey } = pressed;
  const row = state.rows[state.index];
  if (row === undefined) return undefined;
  if (key === "ContextMenu" || (key === "F10" && shiftKey)) return { do: "open-menu" };
  if (altKey) return arrangeCommand(key, row, state);
  const isCommand = pressed.ctrlKey || pressed.metaKey;
  return (
    choiceCommand(key, shiftKey, isCommand, row, state) ??
    moveCommand(key, shiftKey, isCommand, state) ??
    (isCommand ? undefined : plainCommand(key, row, state))
  );
}

function arrangeCommand(key: string, row: Row, { isSearching }: TreeState): TreeCommand | undefined {
  if (row.kind !== "group" || (key !== "ArrowUp" && key !== "ArrowDown")) return undefined;
  // During a search, a group's neighbours on screen are not its neighbours in the list.
  return isSearching ? { do: "nothing" } : { do: "move-group", step: key === "ArrowUp" ? -1 : 1 };
}

function choiceCommand(
  key: string,
  isShift: boolean,
  isCommand: boolean,
  row: Row,
  state: TreeState,
): TreeCommand | undefined {
  if (isCommand && key.toLowerCase() === "a" && !isShift) return { do: "choose-all" };
  if (key !== " " || (state.isTyping && !isCommand)) return undefined;
  if (isShift) return { do: "extend", reach: isCommand ? "extend-adding" : "extend" };
  return isCommand || row.kind === "contact" ? { do: "toggle" } : undefined;
}

/** As in file managers: Shift extends the selection from the anchor, Ctrl/Cmd keeps the old selection. */
function moveCommand(
  key: string,
  isShift: boolean,
  isCommand: boolean,
  { rows, index, isRightToLeft, page }: TreeState,
): TreeCommand | undefined {
  const move = treeMove(key, rows, index, { isRightToLeft, page });
  if (move?.do !== "go") return isCommand ? undefined : move;
  const reach = isShift ? (isCommand ? "extend-adding" : "extend") : isCommand ? "keep" : "alone";
  return { ...move, reach };
}

function plainCommand(key: string, row: Row, state: TreeState): TreeCommand | undefined {
  const { rows, index, chosen, isReadOnly } = state;
  if (key === "*") {
    const beside = rows.filter((other) => other.kind === "group" && other.level === row.level);
    return { do: "expand-all", groups: beside.map(({ group }) => group) };
  }
  if (key === "Escape" && (chosen > 0 || state.hasClipboard)) return { do: "choose-none" };
  if (key === "Escape") return state.isSearching ? { do: "end-search" } : undefined;
  if (key === "Enter" && row.kind === "contact") return { do: "open-chat" };
  if (row.kind === "group" && (key === "Enter" || (key === " " && !state.isTyping)))
    return { do: row.isExpanded ? "collapse" : "expand", index };
  if (key === "Delete" && !isReadOnly)
    return chosen > 0 || row.kind === "contact" ? { do: "remove" } : groupCommand("delete-group", row);
  if (key === "F2" && !isReadOnly && chosen < 2)
    return row.kind === "contact" ? { do: "edit", person: row.person } : groupCommand("rename-group", row);
  return /^.$/su.test(key) ? { do: "type", text: key } : undefined;
}

/** "No group" has no name, and a server knows a group only by the people in it. */
function groupCommand(what: "rename-group" | "delete-group", row: Row): TreeCommand {
  if (row.kind !== "group" || row.group === null || row.total === 0) return { do: "nothing" };
  return { do: what, group: row.group };
}
