import { t } from "../../app/words/words.ts";
import { useKith, useKithState } from "../store/use-kith.ts";

/** What the person has to know and no account is concerned with, until they dismiss it. */
export function Notices() {
  const kith = useKith();
  const notices = useKithState((state) => state.notices);
  return notices.map(({ id, code, values }) => (
    <div className="foot-line foot-warning" key={id}>
      <p>{t(`notice.${code}`, { file: "", ...values })}</p>
      <button
        type="button"
        className="link link-quiet"
        onClick={() => void kith.run("dismissNotice", { notice: id })}
      >
        {t("foot.dismiss")}
      </button>
    </div>
  ));
}
