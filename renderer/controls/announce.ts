/**
 * Says something to screen readers that is seen in other ways, e.g. where a dragged person went. A region of our own
 * beside the page's root: a role would make it one more "status" on screen.
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
