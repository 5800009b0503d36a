import { unescapeLocal } from "./jid-escaping.ts";
import { readTypedAddress } from "./typed-address.ts";

/**
 * An address as a person reads it: without the escapes of XEP-0106 in its local part. If typing that would give another
 * address, it is shown as it is on the wire, so that no two addresses look alike because of their escapes.
 */
export function shownAddress(address: string): string {
  if (!address.includes("\\")) return address;
  const at = address.indexOf("@");
  const slash = address.indexOf("/");
  if (at === -1 || (slash !== -1 && slash < at)) return address;
  const rest = address.slice(at);
  const shown = unescapeLocal(address.slice(0, at)) + rest;
  if (shown.trim() !== shown || / {2}/.test(shown)) return address;
  const read = readTypedAddress(shown);
  const bare = slash === -1 ? address : address.slice(0, slash);
  const isSame =
    read?.address === bare &&
    read.name === "" &&
    read.resource === (slash === -1 ? "" : address.slice(slash + 1));
  return isSame ? shown : address;
}
