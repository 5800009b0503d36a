import { useEffect, useState, useSyncExternalStore } from "react";
import type { FailureCode } from "../../app/result.ts";
import type { Certificate, Session } from "../../app/session.ts";
import { failureSentence } from "../../app/words/failure-sentence.ts";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { CertificateQuestion } from "../certificate/certificate-question.tsx";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";

/** The state of the connection; only for screen readers while all is well. */
export function SessionLine() {
  const kith = useKith();
  const { account, session, list, own, waitingEdits } = useAccount();
  const bridge = useKithState((state) => state.bridge);
  const seconds = useCountdown(session);
  const isLost = bridge !== "up";
  const isOnline = session.state === "online" && !isLost;
  const edits = waitingEdits > 0 && !isOnline ? t("foot.edits", { count: waitingEdits }) : null;
  const lost = bridge === "gone" ? t("app.gone") : t("app.lost");
  const sentence = isLost ? lost : sessionSentence(session, seconds);
  const isQuiet = isOnline && list.state !== "unconfirmed";
  const isReconnecting = session.state === "reconnecting" && !isLost;
  const reason = isReconnecting ? reasonOf(session, account.slice(account.indexOf("@") + 1)) : null;
  const certificate = isReconnecting ? session.certificate : null;
  const [question, setQuestion] = useState<Certificate | null>(null);
  if (question !== null && isOnline) setQuestion(null);
  const trust = () => {
    setQuestion(null);
    if (question !== null) void kith.run("trustCertificate", { account, fingerprint: question.fingerprint });
  };

  // Announce only that the countdown began and how it ended, not every second.
  useEffect(
    () =>
      announce(
        session.state === "reconnecting"
          ? [reason, t("session.reconnecting-now")].filter(Boolean).join(" ")
          : t(`session.${session.state}`),
      ),
    [session.state, reason],
  );
  useEffect(() => {
    if (bridge === "gone") announce(t("app.gone"));
  }, [bridge]);

  const act =
    isLost || isOnline
      ? null
      : session.state === "offline"
        ? {
            text: t("session.go-online"),
            run: () => kith.run("setStatus", { account, show: own.show, status: own.status }),
          }
        : session.state === "reconnecting" || session.state === "refused"
          ? // This line itself says why it failed.
            { text: t("session.try-now"), run: () => kith.call("tryNow", { account }) }
          : null;
  return (
    <div className={isQuiet ? "visually-hidden" : `foot-line ${isOnline ? "" : "foot-warning"}`}>
      <output aria-live="off" title={isReconnecting ? failureSentence(session.why) : undefined}>
        {reason !== null && `${reason} `}
        {sentence}
        {isOnline && list.state === "unconfirmed" && ` · ${t("list.unconfirmed")}`}
        {edits !== null && <span className="foot-edits">{edits}</span>}
      </output>
      {certificate !== null && (
        <button type="button" className="link" onClick={() => setQuestion(certificate)}>
          {t("session.certificate")}
        </button>
      )}
      {question !== null && (
        <CertificateQuestion
          account={account}
          certificate={question}
          onTrust={trust}
          onClose={() => setQuestion(null)}
        />
      )}
      {isReconnecting && (
        <button
          type="button"
          className="link link-quiet"
          onClick={() => kith.setScreen({ dialog: { kind: "connection" } })}
        >
          {t("menu.connection")}
        </button>
      )}
      {act !== null && (
        <button type="button" className="link" onClick={() => void act.run()}>
          {act.text}
        </button>
      )}
    </div>
  );
}

function sessionSentence(session: Session, seconds: number): string {
  if (session.state !== "reconnecting") return t(`session.${session.state}`);
  return seconds > 0 ? t("session.reconnecting", { seconds }) : t("session.reconnecting-now");
}

const unreachable: ReadonlySet<FailureCode> = new Set([
  "host-not-found",
  "connection-refused",
  "connect-timeout",
  "connection-lost",
]);

/** Why there is no connection. A lost stream has no host yet: only the next attempt shows that its server cannot be reached. */
function reasonOf({ why }: Extract<Session, { state: "reconnecting" }>, domain: string): string {
  const isUnreachable = unreachable.has(why.code) && "host" in why.values;
  return isUnreachable ? t("session.unreachable", { domain }) : failureSentence(why);
}

/** Whole seconds until the next attempt, counting down; 0 if none is planned. */
function useCountdown(session: Session): number {
  const at = session.state === "reconnecting" ? session.at : null;
  return useSyncExternalStore(at === null ? never : everyQuarter, () =>
    at === null ? 0 : Math.max(0, Math.ceil((at - Date.now()) / 1000)),
  );
}

function everyQuarter(listener: () => void): () => void {
  const timer = setInterval(listener, 250);
  return () => clearInterval(timer);
}

function never(): () => void {
  return () => {};
}
