/** The label at the pointer during a drag. Built without React, because it must exist before the browser takes its picture. */
export function dragGhost(words: string, isMany: boolean): HTMLElement {
  const ghost = document.createElement("div");
  ghost.className = isMany ? "ghost ghost-many" : "ghost";
  ghost.dir = document.documentElement.dir;
  const text = document.createElement("bdi");
  text.textContent = words;
  ghost.append(text);
  return ghost;
}
