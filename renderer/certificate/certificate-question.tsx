import { type FormEvent, Fragment } from "react";
import type { BareJid } from "../../app/jid.ts";
import type { Certificate, CertificateProblem, Validity } from "../../app/session.ts";
import { formatDay, formatList, t } from "../../app/words/words.ts";
import { DialogActs, DialogFrame } from "../controls/dialog-frame.tsx";

/** The certificate of an account's server, what is wrong with it, and whether to trust it. */
export function CertificateQuestion(props: {
  readonly account: BareJid;
  readonly certificate: Certificate;
  readonly onTrust: () => void;
  readonly onClose: () => void;
}) {
  const { account, certificate, onTrust, onClose } = props;
  const domain = account.slice(account.indexOf("@") + 1);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onTrust();
  };
  return (
    <DialogFrame title={t("certificate.title")} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {certificate.problems.map((problem) => (
          <p key={problem}>{problemSentence(problem, certificate, domain)}</p>
        ))}
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
        <DialogActs submit={t("certificate.trust")} onCancel={onClose} isUnusual />
      </form>
    </DialogFrame>
  );
}

function problemSentence(problem: CertificateProblem, certificate: Certificate, domain: string): string {
  const { names, issuer, outdated } = certificate;
  switch (problem) {
    case "expired":
    case "not-yet-valid":
      return outdated === null
        ? t(`certificate.${problem}`, { domain, date: decidingDay(problem, certificate) })
        : t(`certificate.authority-${problem}`, {
            domain,
            authority: outdated.subject || "–",
            date: decidingDay(problem, outdated),
          });
    case "wrong-name":
      return names.length === 0
        ? t("certificate.nameless")
        : t("certificate.wrong-name", { domain, names: formatList(names) });
    case "unknown-issuer":
      return issuer === ""
        ? t("certificate.no-issuer", { domain })
        : t(`certificate.${problem}`, { domain, issuer });
    case "self-signed":
      return t("certificate.self-signed", { domain });
  }
}

function decidingDay(problem: "expired" | "not-yet-valid", { validFrom, validTo }: Validity): string {
  return formatDay(problem === "expired" ? validTo : validFrom);
}
