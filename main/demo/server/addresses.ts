import { parseJid, toBareJid, type BareJid } from "../../../app/jid.ts";

/** An address with its resource in comparison form; undefined if it is not an address. */
export function normalForm(address: string): string | undefined {
  const jid = parseJid(address);
  if (!jid.ok) return undefined;
  return jid.value.resource === "" ? jid.value.bareJid : `${jid.value.bareJid}/${jid.value.resource}`;
}

/** The domain of an address, itself in comparison form. */
export function domainOf(bareJid: BareJid): BareJid {
  return bareJid.slice(bareJid.indexOf("@") + 1) as BareJid;
}

/** A domain in comparison form; undefined if it is anything else. */
export function toDomain(text: string): BareJid | undefined {
  const bareJid = toBareJid(text);
  return bareJid === undefined || bareJid.includes("@") ? undefined : bareJid;
}
