import type { PersonInGroup } from "./person-in-group.ts";

/** Rows cut or copied, until they are pasted on another group. A cut moves, a copy adds. */
export interface Clipboard {
  readonly isCut: boolean;
  readonly rows: readonly PersonInGroup[];
  /** What was written to the system's clipboard with them: something else there means that they are old. */
  readonly text: string;
}

/** What other programs get: an address a line. */
export function clipboardText(addresses: readonly string[]): string {
  return addresses.join("\n");
}

/** Whether the system's clipboard still holds what was cut or copied here; some platforms write other line ends. */
export function isCurrent(clipboard: Clipboard, text: string): boolean {
  return text.replaceAll("\r\n", "\n") === clipboard.text;
}

/** What is left after pasting: a copy can be pasted again, what was cut has gone. */
export function afterPaste(clipboard: Clipboard): Clipboard | null {
  return clipboard.isCut ? null : clipboard;
}
