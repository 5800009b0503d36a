import type { ConnectionFailure, Failure } from "../result.ts";
import { shownAddress } from "../shown-address.ts";
import { t } from "./words.ts";

type Values = Readonly<Record<string, string | number>>;

/** What to tell the person about a failure. */
export function failureSentence(failure: Failure): string {
  return t(`failure.${failure.code}`, sentenceValues(failure));
}

/** What fills its sentence. */
function sentenceValues(failure: Failure): Values {
  switch (failure.code) {
    case "host-not-found":
    case "connection-refused":
    case "connect-timeout":
    case "not-xmpp":
    case "malformed-stream":
    case "tls-unavailable":
    case "tls-failed":
    case "certificate-untrusted":
    case "mechanism-unavailable":
    case "mechanism-downgraded":
    case "server-signature-wrong":
    case "host-unknown":
      return { domain: domainIn(failure) };
    case "channel-binding-failed":
      return { domain: domainIn(failure), hasWorked: failure.values.hasWorked === true ? "yes" : "no" };
    case "stream-too-large":
      return { domain: domainIn(failure), what: failure.values.what };
    case "scram-too-weak":
    case "scram-too-costly": {
      const { iterations, min, max } = failure.values;
      return { domain: domainIn(failure), iterations, min, max };
    }
    case "bound-elsewhere": {
      const { address, bound } = failure.values;
      return { address: shownAddress(address), bound };
    }
    case "address-is-contact":
      return { address: shownAddress(failure.values.address) };
    case "group-too-long":
    case "name-too-long":
    case "too-many-groups":
      return { limit: failure.values.limit };
    case "group-exists":
      return { group: failure.values.group };
    case "connection-lost":
    case "port-invalid":
    case "not-authorized":
    case "account-disabled":
    case "conflict":
    case "policy-violation":
    case "resource-constraint":
    case "server-shutdown":
    case "stream-error":
    case "sign-in-cancelled":
    case "address-invalid":
    case "address-own":
    case "address-has-resource":
    case "group-name-missing":
    case "demo-is-open":
    case "demo-while-signed-in":
    case "demo-unavailable":
    case "forbidden":
    case "bad-request":
    case "not-acceptable":
    case "not-allowed":
    case "item-not-found":
    case "service-unavailable":
    case "internal-server-error":
    case "remote-server-not-found":
    case "remote-server-timeout":
    case "stanza-error":
    case "no-answer":
    case "not-online":
    case "unknown-account":
    case "unknown-contact":
    case "unknown-request":
    case "request-stale":
    case "contact-gone":
    case "maybe-done":
    case "unknown-group":
    case "unknown-batch":
    case "nothing-to-undo":
    case "already-signed-in":
    case "password-needed":
    case "password-unreadable":
    case "disk-unwritable":
    case "bad-command":
    case "internal":
    case "page-disconnected":
      return {};
  }
}

function domainIn({ values: { domain, host } }: ConnectionFailure): string {
  return domain ?? host ?? t("words.server");
}
