import type { BareJid } from "../../app/jid.ts";
import type { KithStore } from "../store/kith-store.ts";

/** Opens or shuts headings, and remembers it for this account in the page's own storage. */
export function setExpanded(
  kith: KithStore,
  account: BareJid,
  keys: readonly string[],
  isExpanded: boolean,
): void {
  const collapsed = new Set(kith.getState().screen.collapsed);
  for (const key of keys) {
    if (isExpanded) collapsed.delete(key);
    else collapsed.add(key);
  }
  kith.setScreen({ collapsed });
  localStorage.setItem(storageKey(account), JSON.stringify([...collapsed]));
}

/** The headings that were shut when this account was last on screen; none when that cannot be read. */
export function storedCollapsed(account: BareJid): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey(account)) ?? "[]");
    return new Set(Array.isArray(stored) ? stored.filter((key) => typeof key === "string") : []);
  } catch {
    // Somebody else's text under our key: the headings stand open, and the next click mends it.
    return new Set();
  }
}

function storageKey(account: BareJid): string {
  return `kith.collapsed.${account}`;
}
