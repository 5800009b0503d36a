import { t } from "../../app/words/words.ts";
import { useAccount, useKith } from "../store/use-kith.ts";

/** Says that this is the demo, with a button to leave it. Not shown for the person's own accounts. */
export function DemoBanner() {
  const kith = useKith();
  const { isDemo } = useAccount();
  if (!isDemo) return null;
  return (
    <aside className="demo-banner" aria-label={t("demo.name")}>
      <p>
        <span>{t("demo.banner")}</span> <span>{t("demo.banner-safe")}</span>
      </p>
      <button type="button" className="link" onClick={() => void kith.run("leaveDemo", {})}>
        {t("demo.leave")}
      </button>
    </aside>
  );
}
