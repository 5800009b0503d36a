/**
 * An address of one's own in a report: the first letter of its local part, and its domain, which tells which server is
 * meant. `juliet@example.org` becomes `j…@example.org`.
 */
export function shortAddress(address: string): string {
  const at = address.lastIndexOf("@", address.includes("/") ? address.indexOf("/") : undefined);
  if (at === -1) return address;
  const [first = ""] = address;
  const slash = address.indexOf("/", at);
  return `${first}…${slash === -1 ? address.slice(at) : address.slice(at, slash)}`;
}
