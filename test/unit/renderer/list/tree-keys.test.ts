import { describe, expect, test } from "vitest";
import { type PressedKey, treeCommand, type TreeState } from "../../../../renderer/list/tree-keys.ts";
import { rowOf } from "../people.ts";
import { heading, personRow } from "./rows-for-keys.ts";

const rows = [
  heading("A"),
  personRow("Benvolio"),
  personRow("Éric"),
  heading("Shut", false),
  heading("Empty", false, 1, 0),
  heading(null),
];
const [onHeading, onPerson, onShut, onEmpty, onNoGroup] = [0, 1, 3, 4, 5];
const atRest: TreeState = {
  rows,
  index: onPerson,
  chosen: 0,
  hasClipboard: false,
  isReadOnly: false,
  isSearching: false,
  isTyping: false,
  isRightToLeft: false,
  page: 10,
};

/** The browser's event for `"Ctrl+Shift+ArrowDown"`. */
function pressed(keys: string): PressedKey {
  const parts = keys.split("+");
  return {
    key: parts.at(-1) ?? "",
    ctrlKey: parts.includes("Ctrl"),
    metaKey: parts.includes("Meta"),
    altKey: parts.includes("Alt"),
    shiftKey: parts.includes("Shift"),
  };
}

function commandOf(keys: string, state: Partial<TreeState> = {}) {
  return treeCommand(pressed(keys), { ...atRest, ...state });
}

describe("what a key does in the list", () => {
  test("in an empty list every key is left to the browser", () => {
    for (const key of ["ArrowDown", "Enter", "Delete", "F2", "ContextMenu", " ", "a", "Escape", "Ctrl+a"])
      expect(commandOf(key, { rows: [], index: -1 })).toBeUndefined();
  });

  test("keys of the browser and of the page are left to them", () => {
    for (const key of [
      "Tab",
      "F5",
      "Shift+Tab",
      "Ctrl+c",
      "Ctrl+v",
      "Ctrl+z",
      "Ctrl+f",
      "Meta+n",
      "Alt+a",
      "Shift",
    ])
      expect(commandOf(key)).toBeUndefined();
    expect(commandOf("Alt+ArrowUp")).toBeUndefined();
    expect(commandOf("Alt+Ctrl+e")).toBeUndefined();
    expect(commandOf("Ctrl+Shift+a")).toBeUndefined();
    expect(commandOf("Escape")).toBeUndefined();
    expect(commandOf("Ctrl+ArrowRight", { index: onShut })).toBeUndefined();
  });

  test("[G1] arrows clear the selection, Shift extends it, Ctrl or Cmd keeps it, both extend in addition", () => {
    const down = (keys: string) => commandOf(`${keys}ArrowDown`);
    expect(down("")).toEqual({ do: "go", index: 2, reach: "alone" });
    expect(down("Shift+")).toEqual({ do: "go", index: 2, reach: "extend" });
    expect(down("Ctrl+")).toEqual({ do: "go", index: 2, reach: "keep" });
    expect(down("Meta+")).toEqual({ do: "go", index: 2, reach: "keep" });
    expect(down("Ctrl+Shift+")).toEqual({ do: "go", index: 2, reach: "extend-adding" });
    expect(commandOf("PageDown", { page: 2 })).toMatchObject({ do: "go", index: 3 });
  });

  test("headings expand and collapse, in reading direction", () => {
    expect(commandOf("ArrowRight", { index: onShut })).toEqual({ do: "expand", index: onShut });
    expect(commandOf("ArrowLeft", { index: onShut, isRightToLeft: true })).toMatchObject({ do: "expand" });
    expect(commandOf("ArrowLeft", { index: onHeading })).toEqual({ do: "collapse", index: onHeading });
    for (const key of ["Enter", " "]) {
      expect(commandOf(key, { index: onHeading })).toEqual({ do: "collapse", index: onHeading });
      expect(commandOf(key, { index: onShut })).toEqual({ do: "expand", index: onShut });
    }
    expect(commandOf("*")).toEqual({ do: "expand-all", groups: [] });
    expect(commandOf("*", { index: onHeading })).toEqual({
      do: "expand-all",
      groups: ["A", "Shut", "Empty", null],
    });
  });

  test("[G1] Space selects, unless it is part of a name that is being typed", () => {
    expect(commandOf(" ")).toEqual({ do: "toggle" });
    expect(commandOf("Ctrl+ ", { index: onHeading })).toEqual({ do: "toggle" });
    expect(commandOf("Shift+ ")).toEqual({ do: "extend", reach: "extend" });
    expect(commandOf("Ctrl+Shift+ ")).toEqual({ do: "extend", reach: "extend-adding" });
    expect(commandOf(" ", { isTyping: true })).toEqual({ do: "type", text: " " });
    expect(commandOf(" ", { isTyping: true, index: onHeading })).toEqual({ do: "type", text: " " });
    expect(commandOf("Ctrl+ ", { isTyping: true })).toEqual({ do: "toggle" });
    expect(commandOf("Ctrl+a")).toEqual({ do: "choose-all" });
    expect(commandOf("Meta+A")).toEqual({ do: "choose-all" });
  });

  test("[G1] Escape first clears the selection or the clipboard, then ends the search", () => {
    expect(commandOf("Escape", { chosen: 1, isSearching: true })).toEqual({ do: "choose-none" });
    expect(commandOf("Escape", { hasClipboard: true })).toEqual({ do: "choose-none" });
    expect(commandOf("Escape", { isSearching: true })).toEqual({ do: "end-search" });
  });

  test("Enter opens a chat, the menu key and Shift+F10 the menu", () => {
    expect(commandOf("Enter")).toEqual({ do: "open-chat" });
    for (const key of ["ContextMenu", "Shift+F10"]) expect(commandOf(key)).toEqual({ do: "open-menu" });
    expect(commandOf("F10")).toBeUndefined();
  });

  test("Delete removes people and asks about a group; F2 edits one of them", () => {
    expect(commandOf("Delete")).toEqual({ do: "remove" });
    expect(commandOf("Delete", { index: onHeading, chosen: 2 })).toEqual({ do: "remove" });
    expect(commandOf("Delete", { index: onHeading })).toEqual({ do: "delete-group", group: "A" });
    expect(commandOf("F2")).toEqual({ do: "edit", person: rowOf("Benvolio@x", null).person });
    expect(commandOf("F2", { index: onHeading })).toEqual({ do: "rename-group", group: "A" });
    for (const index of [onEmpty, onNoGroup])
      for (const key of ["Delete", "F2"]) expect(commandOf(key, { index })).toEqual({ do: "nothing" });
    expect(commandOf("F2", { chosen: 2 })).toBeUndefined();
    for (const key of ["Delete", "F2"]) expect(commandOf(key, { isReadOnly: true })).toBeUndefined();
  });

  test("[F9] Alt and an arrow move a heading, but not during a search", () => {
    expect(commandOf("Alt+ArrowUp", { index: onShut })).toEqual({ do: "move-group", step: -1 });
    expect(commandOf("Alt+ArrowDown", { index: onShut })).toEqual({ do: "move-group", step: 1 });
    expect(commandOf("Alt+ArrowUp", { index: onShut, isSearching: true })).toEqual({ do: "nothing" });
  });

  test("any other character is the beginning of a name", () => {
    for (const text of ["r", "É", "7", "😀"]) expect(commandOf(text)).toEqual({ do: "type", text });
    expect(commandOf("Dead")).toBeUndefined();
  });
});
