import { createStore } from "zustand/vanilla";

export type Density = "comfortable" | "compact";

const storageKey = "kith.density";

/** How tall the rows are; a matter of this window, so it stays in the page's own storage. */
export const density = createStore<Density>(() =>
  localStorage.getItem(storageKey) === "compact" ? "compact" : "comfortable",
);

/** Keeps the page's styles in step with the choice, and the choice across visits. */
export function applyDensity(): void {
  const apply = (chosen: Density) => (document.documentElement.dataset["density"] = chosen);
  apply(density.getState());
  density.subscribe((chosen) => {
    apply(chosen);
    localStorage.setItem(storageKey, chosen);
  });
}

export function setDensity(chosen: Density): void {
  density.setState(chosen, true);
}
