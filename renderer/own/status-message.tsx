import { type KeyboardEvent, useState } from "react";
import { limits } from "../../app/typed.ts";
import { t } from "../../app/words/words.ts";
import { useAccount, useKith } from "../store/use-kith.ts";

/** Your status message. Enter or leaving the field sends it, Escape discards what was typed. */
export function StatusMessage() {
  const kith = useKith();
  const { account, own, session } = useAccount();
  /** What is being typed; null otherwise, and then the field shows main's value. */
  const [draft, setDraft] = useState<string | null>(null);

  const commit = async () => {
    if (draft === null) return;
    const status = draft.trim();
    if (status !== own.status) {
      const show = session.state === "offline" ? "offline" : own.show;
      await kith.run("setStatus", { account, show, status });
    }
    setDraft(null);
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") event.currentTarget.blur();
    else if (event.key === "Escape") setDraft(null);
  };
  return (
    <input
      className="own-message"
      aria-label={t("own.message")}
      placeholder={t("own.message-hint")}
      title={own.status}
      maxLength={limits.status}
      autoComplete="off"
      dir="auto"
      value={draft ?? own.status}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => void commit()}
      onKeyDown={handleKeyDown}
    />
  );
}
