/**
 * Tells screen readers something that the screen shows in other ways, e.g. where a dragged person went. It uses a live
 * region beside the page's root, without a role: with one it would be another "status" on screen.
 */
export function announce(text: string): void {
  region ??= createRegion();
  region.textContent = text;
}

let region: HTMLElement | undefined;

function createRegion(): HTMLElement {
  const made = document.createElement("div");
  made.className = "visually-hidden";
  made.setAttribute("aria-live", "polite");
  document.body.append(made);
  return made;
}
