import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import { type FormEvent, useState } from "react";
import { fail, type Failure, type FailureCode, type Result } from "../../app/result.ts";
import type { ServerSettings } from "../../app/server-settings.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { readTypedAddress } from "../../app/typed-address.ts";
import { t } from "../../app/words/words.ts";
import { FailureAlert } from "../controls/failure-alert.tsx";
import { Field } from "../controls/field.tsx";
import type { AccountView } from "../store/account.ts";
import { ForgetAccountDialog } from "./forget-account-dialog.tsx";
import { PlainPasswordDialog } from "./plain-password-dialog.tsx";
import { useKith, useKithState } from "../store/use-kith.ts";

/** Address, password, and optional server settings instead of DNS. */
export function SignInForm({ view }: { readonly view: AccountView | null }) {
  const kith = useKith();
  const canStay = useKithState((state) => state.canStaySignedIn);
  const stays = useKithState((state) => state.staysSignedIn);
  const isPending = useKithState((state) => state.screen.isSigningIn);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [wasPending, setWasPending] = useState(isPending);
  if (isPending !== wasPending) {
    setWasPending(isPending);
    // A new attempt, perhaps started in another page: the last failure is over.
    if (isPending) setFailure(null);
  }
  const [address, setAddress] = useState(shownAddress(view?.own.address ?? ""));
  const read = readTypedAddress(address);
  const meant = read === undefined ? "" : shownAddress(read.address);
  const [question, setQuestion] = useState<"forget" | "plain-password" | null>(null);
  // Empties the form after an account was forgotten.
  const [round, setRound] = useState(0);
  const session = view?.session;
  const shown = failure ?? (session?.state === "refused" ? session.why : null);
  const isWrong = shown?.code === "not-authorized";

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const form = new FormData(event.currentTarget);
    const server = readServer(form);
    setFailure(server.ok ? null : server.failure);
    if (!server.ok) return;
    await attempt(() =>
      kith.call("signIn", {
        address: read?.address ?? address.trim(),
        password: text(form, "password"),
        staySignedIn: canStay ? form.get("stay") !== null : null,
        server: server.value,
      }),
    );
  };
  const attempt = async (call: () => Promise<Result<unknown>>) => {
    kith.setScreen({ isSigningIn: true });
    const answer = await call();
    kith.setScreen({ isSigningIn: false });
    setFailure(answer.ok || answer.failure.code === "sign-in-cancelled" ? null : answer.failure);
  };
  const cancel = () => {
    void kith.call("cancelSignIn", { account: kith.getState().accounts[0]?.account ?? null });
  };
  const tryNow = () => view !== null && void attempt(() => kith.call("tryNow", { account: view.account }));

  const sendPlainPassword = () =>
    view !== null && void attempt(() => kith.call("sendPlainPassword", { account: view.account }));
  const close = () => setQuestion(null);
  const handleForgotten = () => {
    close();
    setFailure(null);
    setAddress(shownAddress(kith.getState().accounts[0]?.own.address ?? ""));
    setRound(round + 1);
  };

  const form = (
    <form key={round} className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Field
        label={t("sign-in.address")}
        name="address"
        type="text"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={address === ""}
        value={address}
        hint={meant === "" || meant === address.trim() ? undefined : t("sign-in.meant", { address: meant })}
        onChange={(event) => setAddress(event.target.value)}
        isWrong={isWrong || shown?.code === "address-invalid"}
      />
      <Field
        label={t("sign-in.password")}
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus={address !== ""}
        isWrong={isWrong}
      />
      <FailureAlert failure={isPending ? null : shown} />
      {!isPending && shown !== null && !isTyped.has(shown.code) && (
        <button
          type="button"
          className="link sign-in-why"
          onClick={() => kith.setScreen({ dialog: { kind: "connection" } })}
        >
          {t("menu.connection")}
        </button>
      )}
      {canStay && (
        <label className="check">
          <input type="checkbox" name="stay" defaultChecked={stays} />
          {t("sign-in.stay")}
        </label>
      )}
      <div className="sign-in-acts">
        <button type="submit" className="button button-primary" aria-disabled={isPending}>
          {isPending ? t("sign-in.connecting") : t("sign-in.submit")}
        </button>
        {isPending && (
          <button type="button" className="button" onClick={cancel}>
            {t("dialog.cancel")}
          </button>
        )}
        {!isPending && canTryAgain(view) && (
          <button type="button" className="button" onClick={tryNow}>
            {t("session.try-now")}
          </button>
        )}
        {!isPending && view !== null && shown?.code === "mechanism-downgraded" && (
          <button type="button" className="button" onClick={() => setQuestion("plain-password")}>
            {t("plain-password.open")}
          </button>
        )}
      </div>
      <ServerFields
        server={view?.server ?? null}
        isBrief={view !== null && view.people.size > 0}
        isWrong={shown !== null && fixedByServerSettings.has(shown.code)}
      />
      {!isPending && view !== null && (
        <button type="button" className="link link-quiet forget" onClick={() => setQuestion("forget")}>
          {t("forget.open")}
        </button>
      )}
    </form>
  );
  // Outside the form: the dialogs' own forms would submit it too.
  return (
    <>
      {form}
      {view !== null && question === "forget" && (
        <ForgetAccountDialog view={view} onClose={close} onForgotten={handleForgotten} />
      )}
      {view !== null && question === "plain-password" && (
        <PlainPasswordDialog view={view} onClose={close} onSend={sendPlainPassword} />
      )}
    </>
  );
}

/** Open if there are settings. Below a list there is little room, so open only after a failure that they may have caused. */
function ServerFields(props: {
  readonly server: ServerSettings | null;
  readonly isBrief: boolean;
  readonly isWrong: boolean;
}) {
  const { server, isBrief } = props;
  const isWrong = server !== null && props.isWrong;
  const [isOpen, setIsOpen] = useState(server !== null && (!isBrief || isWrong));
  const [wasWrong, setWasWrong] = useState(isWrong);
  if (isWrong !== wasWrong) {
    setWasWrong(isWrong);
    if (isWrong) setIsOpen(true);
  }
  return (
    <Collapsible.Root className="disclosure" open={isOpen} onOpenChange={setIsOpen}>
      <Collapsible.Trigger className="disclosure-button">
        <ChevronRight size={14} aria-hidden="true" />
        {t("sign-in.server")}
      </Collapsible.Trigger>
      <Collapsible.Panel className="disclosure-panel" keepMounted>
        <Field
          label={t("sign-in.host")}
          name="host"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          hint={t("sign-in.server-hint")}
          defaultValue={server?.host}
        />
        <div className="field-pair">
          <Field
            label={t("sign-in.port")}
            name="port"
            inputMode="numeric"
            autoComplete="off"
            placeholder="5222"
            defaultValue={server?.port}
          />
          <label className="field">
            {t("sign-in.security")}
            <select name="security" defaultValue={server?.security ?? "starttls"}>
              <option value="starttls">{t("sign-in.starttls")}</option>
              <option value="direct-tls">{t("sign-in.direct-tls")}</option>
            </select>
          </label>
        </div>
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}

/** Failures that another host, port or kind of security may fix. */
const fixedByServerSettings: ReadonlySet<FailureCode> = new Set([
  "host-not-found",
  "connection-refused",
  "connect-timeout",
  "not-xmpp",
  "tls-unavailable",
  "tls-failed",
  "host-unknown",
  "port-invalid",
]);

/** Null if no host is given: DNS finds the server. */
function readServer(form: FormData): Result<ServerSettings | null> {
  const host = text(form, "host").trim();
  const typedPort = text(form, "port").trim();
  if (host === "" && typedPort === "") return { ok: true, value: null };
  const security = form.get("security") === "direct-tls" ? "direct-tls" : "starttls";
  const port = typedPort === "" ? (security === "direct-tls" ? 5223 : 5222) : Number(typedPort);
  if (!Number.isInteger(port) || port < 1 || port > 65535) return fail("port-invalid");
  if (host === "") return fail("host-not-found", { domain: "–" });
  return { ok: true, value: { host, port, security } };
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** Failures before any connection attempt, so the log has no entry for them. */
const isTyped: ReadonlySet<FailureCode> = new Set(["address-invalid", "port-invalid"]);

/** Failures that need a password or an answer before another attempt makes sense. */
const fixedByTyping: ReadonlySet<FailureCode> = new Set([
  "not-authorized",
  "password-needed",
  "password-unreadable",
  "certificate-untrusted",
]);

/** Whether another attempt without a new password may succeed. */
function canTryAgain(view: AccountView | null): boolean {
  if (view?.session.state !== "refused") return false;
  const { code } = view.session.why;
  return !fixedByTyping.has(code);
}
