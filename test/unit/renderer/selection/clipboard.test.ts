import { expect, test } from "vitest";
import { afterPaste, clipboardText, isCurrent } from "../../../../renderer/selection/clipboard.ts";
import { rowOf } from "../people.ts";

const text = clipboardText(["romeo@example.test", "nurse@example.test"]);
const rows = [rowOf("romeo@example.test", "Friends")];

test("[G6] a cut can be pasted once, a copy any number of times", () => {
  const cut = { isCut: true, rows, text };
  const copied = { isCut: false, rows, text };
  expect(afterPaste(cut)).toBeNull();
  expect(afterPaste(copied)).toBe(copied);
});

test("[G6] another text on the system's clipboard replaces it; other line ends do not", () => {
  const clipboard = { isCut: true, rows, text };
  expect(isCurrent(clipboard, text.replaceAll("\n", "\r\n"))).toBe(true);
  expect(isCurrent(clipboard, "a word from elsewhere")).toBe(false);
});
