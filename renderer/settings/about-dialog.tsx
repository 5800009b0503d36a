import { t } from "../../app/words/words.ts";
import { Brand } from "../controls/brand.tsx";
import { DialogFrame } from "../controls/dialog-frame.tsx";
import { useKithState } from "../store/use-kith.ts";

export function AboutDialog({ onClose }: { readonly onClose: () => void }) {
  const version = useKithState((state) => state.version);
  return (
    <DialogFrame title={t("about.title")} onClose={onClose}>
      <Brand />
      <p>{t("about.text")}</p>
      <p className="muted">{t("about.version", { version })}</p>
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          {t("dialog.close")}
        </button>
      </div>
    </DialogFrame>
  );
}
