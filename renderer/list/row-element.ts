import type { RowKey } from "../store/row-id.ts";

/* Each row's element has its row's key as `data-key`. */

/** The element of a row, or null while the row is not drawn. Compares keys, because a selector cannot express all of them. */
export function rowElement(tree: Element | null, key: RowKey | null): HTMLElement | null {
  const drawn = tree?.querySelectorAll<HTMLElement>("[data-key]") ?? [];
  return [...drawn].find(({ dataset }) => dataset["key"] === key) ?? null;
}

/** The key of the row that an element is, or is in; null for one outside of all rows. */
export function rowKeyAt(target: EventTarget | null): RowKey | null {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
  return (row?.dataset["key"] ?? null) as RowKey | null;
}
