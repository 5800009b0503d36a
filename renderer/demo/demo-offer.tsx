import { useState } from "react";
import type { Failure } from "../../app/result.ts";
import { t } from "../../app/words/words.ts";
import { FailureAlert } from "../controls/failure-alert.tsx";
import { useKith } from "../store/use-kith.ts";

/** Offers the demo on the sign-in page, for people without an account. */
export function DemoOffer() {
  const kith = useKith();
  const [isOpening, setIsOpening] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = async () => {
    if (isOpening) return;
    setIsOpening(true);
    const answer = await kith.call("startDemo", {});
    setIsOpening(false);
    setFailure(answer.ok ? null : answer.failure);
  };
  return (
    <div className="demo-offer">
      <button
        type="button"
        className="button"
        aria-disabled={isOpening}
        aria-describedby="demo-offer"
        onClick={() => void open()}
      >
        {t("demo.try")}
      </button>
      <p id="demo-offer" className="muted">
        {t("demo.offer")}
      </p>
      <FailureAlert failure={failure} />
    </div>
  );
}
