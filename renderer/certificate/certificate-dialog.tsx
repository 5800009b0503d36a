import { useState } from "react";
import type { Certificate } from "../../app/session.ts";
import type { AccountView } from "../store/account.ts";
import { useKith } from "../store/use-kith.ts";
import { CertificateQuestion } from "./certificate-question.tsx";

/** Asks at the sign-in form whether to trust a certificate; rendered while the question is open. */
export function CertificateDialog({ view }: { readonly view: AccountView }) {
  const kith = useKith();
  const [declined, setDeclined] = useState<Certificate | null>(null);
  const { session, account } = view;
  if (session.state !== "refused" || session.certificate === null || session.certificate === declined)
    return null;
  const { certificate } = session;

  const trust = async () => {
    kith.setScreen({ isSigningIn: true });
    setDeclined(certificate);
    await kith.call("trustCertificate", { account, fingerprint: certificate.fingerprint });
    kith.setScreen({ isSigningIn: false });
  };
  return (
    <CertificateQuestion
      account={account}
      certificate={certificate}
      onTrust={() => void trust()}
      onClose={() => setDeclined(certificate)}
    />
  );
}
