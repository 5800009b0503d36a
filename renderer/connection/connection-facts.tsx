import type { ConnectionFacts as Facts } from "../../app/diagnosis/facts.ts";
import { tlsName } from "../../app/diagnosis/event-sentence.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { t } from "../../app/words/words.ts";

/** The current or last connection: its account, host, encryption and server software. */
export function ConnectionFacts({ facts }: { readonly facts: Facts }) {
  const { account, host, port, software } = facts;
  /** Unknown facts have no row. */
  const rows: readonly (readonly [string, string | null])[] = [
    [t("connection.address"), shownAddress(account)],
    [t("connection.server"), host === null ? null : `${host}:${port}`],
    [t("connection.security"), securityOf(facts)],
    [t("connection.sign-in"), mechanismOf(facts)],
    [t("connection.software"), software],
  ];
  return (
    <dl className="connection-facts">
      {rows.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

function securityOf({ tls, security }: Facts): string | null {
  if (tls === null || security === null) return null;
  return t(`connection.${security}`, { tls: tlsName(tls) });
}

function mechanismOf({ mechanism, binding }: Facts): string | null {
  return binding === null || mechanism === null ? mechanism : `${mechanism}, ${binding}`;
}
