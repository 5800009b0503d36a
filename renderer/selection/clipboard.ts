import type { Clipboard } from "../store/screen.ts";

/** What other programs get: one address per line. */
export function clipboardText(addresses: readonly string[]): string {
  return addresses.join("\n");
}

/** Whether the system's clipboard still contains what was cut or copied here. Some platforms change line ends. */
export function isCurrent(clipboard: Clipboard, text: string): boolean {
  return text.replaceAll("\r\n", "\n") === clipboard.text;
}

/** What is left after pasting: a copy can be pasted again, a cut cannot. */
export function afterPaste(clipboard: Clipboard): Clipboard | null {
  return clipboard.isCut ? null : clipboard;
}
