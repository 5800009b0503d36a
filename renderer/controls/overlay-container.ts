/**
 * The element that contains open menus: the page's main landmark, so that nothing on screen is outside of one. Look it up when
 * a menu opens: during the first render there is no landmark yet, and the menu would never open.
 */
export const overlayContainer = {
  get current(): HTMLElement | null {
    return document.querySelector("main");
  },
};
