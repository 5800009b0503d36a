import type { AccountView } from "../store/account.ts";
import { AccountContext, useKithState } from "../store/use-kith.ts";
import { Dialogs } from "../dialogs.tsx";
import { Notices } from "../foot/notices.tsx";
import { ContactList } from "../list/contact-list.tsx";
import { Brand } from "../controls/brand.tsx";
import { t } from "../../app/words/words.ts";
import { CertificateDialog } from "../certificate/certificate-dialog.tsx";
import { DemoOffer } from "../demo/demo-offer.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** The sign-in page. An account that was here before shows its list below the form, read-only. */
export function SignInScreen({ view }: { readonly view: AccountView | null }) {
  const dialog = useKithState((state) => state.screen.dialog);
  const isSigningIn = useKithState((state) => state.screen.isSigningIn);
  const hasList = view !== null && view.people.size > 0;
  return (
    <div className={`screen sign-in ${hasList ? "sign-in-again" : ""}`}>
      <main className="sign-in-main">
        {!hasList && <Brand />}
        <h1>{t("sign-in.title")}</h1>
        <p className="lead">{hasList ? t("sign-in.again") : t("sign-in.lead")}</p>
        <SignInForm view={view} />
        {!isSigningIn && <DemoOffer />}
      </main>
      {hasList && (
        <AccountContext value={view}>
          <ContactList key={view.account} isReadOnly />
        </AccountContext>
      )}
      <footer className="foot">
        <Notices />
      </footer>
      {view !== null && <CertificateDialog view={view} />}
      {(dialog?.kind === "about" || dialog?.kind === "connection") && <Dialogs />}
    </div>
  );
}
