import { useEffect, useSyncExternalStore } from "react";
import type { Session } from "../../app/session.ts";
import { failureSentence, t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";

/** Where the connection stands; for screen readers only while all is well. */
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
  const why = session.state === "reconnecting" && !isLost ? failureSentence(session.why) : undefined;

  // The countdown is not read out each second: only that it began, and how it ended.
  useEffect(
    () =>
      announce(t(session.state === "reconnecting" ? "session.reconnecting-now" : `session.${session.state}`)),
    [session.state],
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
          ? { text: t("session.try-now"), run: () => kith.run("tryNow", { account }) }
          : null;
  return (
    <div className={isQuiet ? "visually-hidden" : `foot-line ${isOnline ? "" : "foot-warning"}`}>
      <output aria-live="off" title={why}>
        {sentence}
        {isOnline && list.state === "unconfirmed" && ` · ${t("list.unconfirmed")}`}
        {edits !== null && <span className="foot-edits">{edits}</span>}
      </output>
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

/** Whole seconds until the next attempt, counting down; 0 when none is planned. */
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
