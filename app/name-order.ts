/** Sorts names of people and groups by the rules of these languages, digits by their value, ignoring case. */
export function nameOrder(languages: readonly string[]): Intl.Collator {
  return new Intl.Collator([...languages], { numeric: true, sensitivity: "base" });
}
