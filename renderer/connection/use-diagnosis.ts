import { useEffect, useState } from "react";
import type { Diagnosis } from "../../app/diagnosis/diagnosis.ts";
import { useKith } from "../store/use-kith.ts";

/** How often main is asked for new events, in milliseconds. */
const pace = 1_000;

/** The log of the connections, kept up to date. `isLost`: main does not answer, so this is its last answer. */
export function useDiagnosis(): { readonly diagnosis: Diagnosis | null; readonly isLost: boolean } {
  const kith = useKith();
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let revision: number | null = null;
    const ask = async () => {
      const answer = await kith.call("diagnosis", { after: revision });
      if (isOver) return;
      setIsLost(!answer.ok);
      if (answer.ok && answer.value !== null) {
        ({ revision } = answer.value);
        setDiagnosis(answer.value);
      }
      timer = setTimeout(() => void ask(), pace);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [kith]);
  return { diagnosis, isLost };
}
