import { isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import type { ConnectFailure, Endpoint } from "./stream.ts";

/** How often one attempt follows `see-other-host`. */
export const maxOtherHosts = 2;

/**
 * Where the server redirected us (RFC 6120 4.9.3.19), secured in the same way; undefined if it named no valid host.
 * Followed only if the server has proved to be the domain's (RULE T25): before TLS anybody on the way could send us
 * anywhere.
 */
export function otherEndpoint({ otherHost, stage }: ConnectFailure, here: Endpoint): Endpoint | undefined {
  if (otherHost === null || stage === "clear") return undefined;
  const place = readPlace(otherHost.trim());
  return place && { ...place, security: here.security };
}

/** `host`, `host:port`, `[IPv6]` or `[IPv6]:port`; 5222 without a port. */
function readPlace(text: string): Pick<Endpoint, "host" | "port"> | undefined {
  const [, inBrackets, plain, digits = "5222"] =
    /^(?:\[([^\][]+)\]|([^\s:[\]/?#\\@%]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = Number(digits);
  const host = inBrackets === undefined ? readHost(plain ?? "") : isIPv6(inBrackets) ? inBrackets : undefined;
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** The host as A-labels. A name that ends in a number must be an IPv4 address: resolvers read odd ones as addresses. */
function readHost(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const name = domainToASCII(text);
  const labels = name.replace(/\.$/, "").split(".");
  const isName = name.length <= 254 && labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));
  return isName && !/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "") && !isIPv4(name) ? name : undefined;
}
