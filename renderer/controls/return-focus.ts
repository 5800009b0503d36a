/** Marks the one tab stop of the contact list. */
export const currentRowSelector = '[role="treeitem"][tabindex="0"]';

/** Whether what had the focus has gone, and nothing has it now. */
export function isFocusLost(): boolean {
  return lastFocused?.isConnected === false && document.activeElement === document.body;
}

let lastFocused: Element | null = null;
document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLElement) || target.closest("#root") === null) return;
  // A menu goes; what opened it stays.
  if (target.closest('[role="menu"]') === null) lastFocused = target;
});

/**
 * Puts the focus back on the page: where it last was, or in the list when that is gone. In the list it is on the row in use: that
 * may be another by now, a group that was made meanwhile.
 */
export function returnFocus(): void {
  const isOutside = lastFocused?.isConnected === true && lastFocused.role !== "treeitem";
  const target = isOutside ? lastFocused : document.querySelector(currentRowSelector);
  if (target instanceof HTMLElement) target.focus();
}
