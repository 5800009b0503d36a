/** How names of people and groups are put in order: as these languages do, digits by their value, and letter case ignored. */
export function nameOrder(languages: readonly string[]): Intl.Collator {
  return new Intl.Collator([...languages], { numeric: true, sensitivity: "base" });
}
