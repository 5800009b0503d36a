import type { Notice } from "../../app/notice.ts";
import { t } from "../../app/words/words.ts";
import { useKith, useKithState } from "../store/use-kith.ts";

/** Notices that belong to no account, until the person dismisses them. */
export function Notices() {
  const kith = useKith();
  const notices = useKithState((state) => state.notices);
  return notices.map((notice) => (
    <div className="foot-line foot-warning" key={notice.id}>
      <p>{sentence(notice)}</p>
      <button
        type="button"
        className="link link-quiet"
        onClick={() => void kith.run("dismissNotice", { notice: notice.id })}
      >
        {t("foot.dismiss")}
      </button>
    </div>
  ));
}

function sentence({ code, values }: Notice): string {
  switch (code) {
    case "file-set-aside":
    case "file-copied-aside":
    case "file-unreadable":
      return t(`notice.${code}`, { file: values.file });
    case "bound-elsewhere":
      return t("notice.bound-elsewhere", { address: values.address, bound: values.bound });
    case "disk-unwritable":
    case "demo-unavailable":
      return t(`notice.${code}`);
  }
}
