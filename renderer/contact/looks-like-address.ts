/** Whether a search without a match was for an address and not for a name. "example.org" is one too. */
export function looksLikeAddress(typed: string): boolean {
  return typed.includes("@") || /^[^\s]+\.[^\s]+$/.test(typed);
}
