import type { Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Failure } from "../../app/result.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { failureSentence } from "../../app/words/failure-sentence.ts";
import { t } from "../../app/words/words.ts";
import { DialogFrame } from "../controls/dialog-frame.tsx";
import { useAccount, useKith } from "../store/use-kith.ts";

/** The most names under one reason; further ones are only counted. */
const maxNames = 100;

/** Who was refused, by reason, and what can be done about all of them at once. */
export function ReportDialog({ batch, onClose }: { readonly batch: string; readonly onClose: () => void }) {
  const kith = useKith();
  const { account, people, edits } = useAccount();
  const refused = [...edits.values()].filter((edit) => edit.batch === batch && edit.state === "refused");
  const answer = (name: "retryBatch" | "giveUpBatch") => {
    onClose();
    void kith.run(name, { account, batch });
  };
  return (
    <DialogFrame title={t("change.report-title")} onClose={onClose}>
      <div className="report">
        {byReason(refused).map(({ why, of }) => (
          <section key={why}>
            <h3>{why}</h3>
            <ul>
              {of.slice(0, maxNames).map(({ id, bareJid, address }) => (
                <li key={id}>
                  <bdi>{people.get(bareJid)?.name ?? shownAddress(address)}</bdi>
                  <bdi className="muted">{shownAddress(address)}</bdi>
                </li>
              ))}
            </ul>
            {of.length > maxNames && (
              <p className="muted">{t("change.report-more", { count: of.length - maxNames })}</p>
            )}
          </section>
        ))}
      </div>
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          {t("dialog.close")}
        </button>
        <button type="button" className="button" onClick={() => answer("giveUpBatch")}>
          {t("change.give-up-all")}
        </button>
        <button type="button" className="button button-primary" onClick={() => answer("retryBatch")}>
          {t("change.retry-all")}
        </button>
      </div>
    </DialogFrame>
  );
}

/** Each person once under each reason. */
function byReason(refused: readonly Edit[]): { readonly why: string; readonly of: readonly Edit[] }[] {
  const reasons = new Map<string, Map<BareJid, Edit>>();
  for (const edit of refused) {
    const why = sentence(edit.why);
    const of = reasons.get(why) ?? new Map<BareJid, Edit>();
    reasons.set(why, of.set(edit.bareJid, edit));
  }
  return [...reasons].map(([why, of]) => ({ why, of: [...of.values()] }));
}

function sentence(why: Failure | null): string {
  return failureSentence(why ?? { code: "stanza-error", values: {} });
}
