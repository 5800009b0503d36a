/** Marks the one tab stop of the contact list. */
export const currentRowSelector = '[role="treeitem"][tabindex="0"]';

/** Whether the element with the focus is gone, and nothing has the focus now. */
export function isFocusLost(): boolean {
  return lastFocused?.isConnected === false && document.activeElement === document.body;
}

let lastFocused: Element | null = null;
document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLElement) || target.closest("#root") === null) return;
  // A menu disappears when it closes, so remember the element that opened it.
  if (target.closest('[role="menu"]') === null) lastFocused = target;
});

/**
 * Returns the focus to the page: to where it last was, or to the list if that is gone. In the list it goes to the current row,
 * which may be a new one, for example a group that was just created.
 */
export function returnFocus(): void {
  const isOutside = lastFocused?.isConnected === true && lastFocused.role !== "treeitem";
  const target = isOutside ? lastFocused : document.querySelector(currentRowSelector);
  if (target instanceof HTMLElement) target.focus();
}
