/** RFC 5122 2.2 and XEP-0147 8.2: the link that starts a chat in the system's program for `xmpp:` links. */
export function chatLink(address: string): string {
  const at = address.indexOf("@");
  const local = at === -1 ? "" : `${encodeURIComponent(address.slice(0, at))}@`;
  return `xmpp:${local}${encodeURIComponent(address.slice(at + 1))}?message`;
}

/** Opens a chat in another program. The link is followed as if clicked; the shell decides who opens it. */
export function openChat(address: string): void {
  const link = document.createElement("a");
  link.href = chatLink(address);
  link.rel = "noopener";
  link.click();
}
