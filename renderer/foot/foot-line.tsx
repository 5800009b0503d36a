import { shownAddress } from "../../app/shown-address.ts";
import { failureSentence } from "../../app/words/failure-sentence.ts";
import { t } from "../../app/words/words.ts";
import { openChat } from "../contact/open-chat.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { MergedLine } from "./merged-line.tsx";
import { Notices } from "./notices.tsx";
import { SessionLine } from "./session-line.tsx";

/** One line for each problem and for what is waiting; empty if all is well. */
export function FootLine() {
  return (
    <footer className="foot">
      <Strays />
      <MergedLine />
      <Notices />
      <LastFailure />
      <SessionLine />
    </footer>
  );
}

/** Says that somebody sent a message. Kith shows no messages; the person can read it in a chat program. */
function Strays() {
  const kith = useKith();
  const { account, strays, people } = useAccount();
  const [stray, ...others] = strays.values();
  if (stray === undefined) return null;
  return (
    <div className="foot-line">
      <p>
        <bdi>{t("foot.stray", { name: people.get(stray.bareJid)?.name ?? shownAddress(stray.address) })}</bdi>
        {others.length > 0 && <span className="muted"> {t("foot.more", { count: others.length })}</span>}
      </p>
      <button type="button" className="link" onClick={() => openChat(stray.address)}>
        {t("contact.open-chat")}
      </button>
      <button
        type="button"
        className="link link-quiet"
        onClick={() => void kith.run("dismissStray", { account, contact: stray.bareJid })}
      >
        {t("foot.dismiss")}
      </button>
    </div>
  );
}

function LastFailure() {
  const kith = useKith();
  const failure = useKithState((state) => state.failure);
  if (failure === null) return null;
  return (
    <div className="foot-line foot-failure">
      <p role="alert">{failureSentence(failure)}</p>
      <button type="button" className="link link-quiet" onClick={() => kith.setState({ failure: null })}>
        {t("foot.dismiss")}
      </button>
    </div>
  );
}
