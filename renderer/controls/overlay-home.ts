/**
 * Where menus are put: inside the page's main landmark, so that nothing on screen stands outside of one. Asked for when a
 * menu opens: while the page is drawn first there is no landmark yet, and a menu told so then would never open.
 */
export const overlayHome = {
  get current(): HTMLElement | null {
    return document.querySelector("main");
  },
};
