/** What hangs at the pointer during a drag. Made by hand: it has to stand before the browser takes its picture. */
export function dragGhost(name: string): HTMLElement {
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  const text = document.createElement("bdi");
  text.textContent = name;
  ghost.append(text);
  return ghost;
}
