import { useEffect, useState } from "react";
import { reportText } from "../../app/diagnosis/report.ts";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { copyText } from "../controls/copy-text.ts";
import { DialogFrame } from "../controls/dialog-frame.tsx";
import { useKithState } from "../store/use-kith.ts";
import { ConnectionFacts } from "./connection-facts.tsx";
import { EventList } from "./event-list.tsx";
import { useDiagnosis } from "./use-diagnosis.ts";

/** How long the button says "Copied", in milliseconds. */
const copiedPause = 3_000;

/** What happens to the connection, live, and a report of it to copy. */
export function ConnectionDialog({ onClose }: { readonly onClose: () => void }) {
  const { diagnosis, isLost } = useDiagnosis();
  const shown = useKithState((state) => state.accounts[0]?.account);
  const connections = diagnosis?.connections ?? [];
  const facts = connections.find(({ account }) => account === shown) ?? connections.at(-1);
  const [copied, setCopied] = useState<"yes" | "failed" | null>(null);
  useEffect(() => {
    if (copied !== "yes") return undefined;
    const timer = setTimeout(() => setCopied(null), copiedPause);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    const isCopied = diagnosis !== null && copyText(reportText(diagnosis));
    setCopied(isCopied ? "yes" : "failed");
    if (isCopied) announce(t("connection.copied"));
  };
  return (
    <DialogFrame title={t("connection.title")} onClose={onClose}>
      {isLost && <p className="alert">{t("connection.unavailable")}</p>}
      {facts !== undefined && <ConnectionFacts facts={facts} />}
      <EventList entries={diagnosis?.entries ?? []} />
      {copied === "failed" && (
        <p role="alert" className="alert">
          {t("connection.copy-failed")}
        </p>
      )}
      <p className="connection-privacy">{t("connection.privacy")}</p>
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          {t("dialog.close")}
        </button>
        <button type="button" className="button button-primary" onClick={copy}>
          {t(copied === "yes" ? "connection.copied" : "connection.copy")}
        </button>
      </div>
    </DialogFrame>
  );
}
