/** Whether somebody searched for in vain was searched for by address, and not by name. "example.org" is one too. */
export function looksLikeAddress(typed: string): boolean {
  return typed.includes("@") || /^[^\s]+\.[^\s]+$/.test(typed);
}
