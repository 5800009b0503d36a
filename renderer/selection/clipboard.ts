import type { Clipboard } from "../store/screen.ts";

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
