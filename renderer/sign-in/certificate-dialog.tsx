import { type FormEvent, Fragment, useState } from "react";
import type { Certificate } from "../../app/session.ts";
import { formatDay, t } from "../../app/words/words.ts";
import { DialogActs, DialogFrame } from "../controls/dialog-frame.tsx";
import type { AccountView } from "../store/account.ts";
import { useKith } from "../store/use-kith.ts";

/** The question whether a certificate nobody vouches for is to be trusted; there while it is open. */
export function CertificateDialog({ view }: { readonly view: AccountView }) {
  const kith = useKith();
  const [declined, setDeclined] = useState<Certificate | null>(null);
  const { session, account } = view;
  if (session.state !== "refused" || session.certificate === null || session.certificate === declined)
    return null;
  const { certificate } = session;
  const domain = String(session.why.values["domain"] ?? account.slice(account.indexOf("@") + 1));

  const trust = async (event: FormEvent) => {
    event.preventDefault();
    kith.setScreen({ isSigningIn: true });
    setDeclined(certificate);
    await kith.call("trustCertificate", { account, fingerprint: certificate.fingerprint });
    kith.setScreen({ isSigningIn: false });
  };
  return (
    <DialogFrame title={t("certificate.title")} onClose={() => setDeclined(certificate)}>
      <form className="form" onSubmit={(event) => void trust(event)}>
        <p>
          {t(`certificate.${certificate.problem}`, {
            domain,
            subject: certificate.subject,
            issuer: certificate.issuer,
            date: formatDay(certificate.validTo),
          })}
        </p>
        {certificate.isChanged && <p className="alert">{t("certificate.changed")}</p>}
        <p className="muted">{t("certificate.advice", { domain })}</p>
        <dl className="facts">
          <dt>{t("certificate.fingerprint")}</dt>
          <dd className="fingerprint">
            {certificate.fingerprint.split(":").map((pair, index) => (
              <Fragment key={`${index} ${pair}`}>
                {index > 0 && (
                  <>
                    :<wbr />
                  </>
                )}
                {pair}
              </Fragment>
            ))}
          </dd>
          <dd className="muted">
            {t("certificate.valid", {
              from: formatDay(certificate.validFrom),
              to: formatDay(certificate.validTo),
            })}
          </dd>
        </dl>
        <DialogActs submit={t("certificate.trust")} onCancel={() => setDeclined(certificate)} />
      </form>
    </DialogFrame>
  );
}
