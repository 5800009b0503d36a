/**
 * Writes a text to the clipboard, during a click or a key press. Returns whether that worked. A page in Electron may not use
 * the asynchronous API: it needs a permission, and Kith refuses all of them.
 */
export function copyText(text: string): boolean {
  let isCopied = false;
  const allow = (event: Event) => {
    event.preventDefault();
  };
  const copy = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData("text/plain", text);
    isCopied = event.clipboardData !== null;
  };
  // Without a selection, Chromium copies only if `beforecopy` is prevented.
  document.addEventListener("beforecopy", allow, { capture: true });
  document.addEventListener("copy", copy, { capture: true });
  document.execCommand("copy");
  document.removeEventListener("beforecopy", allow, { capture: true });
  document.removeEventListener("copy", copy, { capture: true });
  return isCopied;
}
