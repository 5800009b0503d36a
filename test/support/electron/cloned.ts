/** What arrives on the other side: a structured clone, or Electron's refusal where there can be none. */
export function cloned<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch {
    // Functions, symbols and what belongs to the system have no clone; Electron says no more than this.
    throw new Error("An object could not be cloned.");
  }
}
