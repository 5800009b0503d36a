/** Where menus are put: inside the page's main landmark, so that nothing on screen stands outside of one. */
export function overlayHome(): HTMLElement | null {
  return document.querySelector("main");
}
