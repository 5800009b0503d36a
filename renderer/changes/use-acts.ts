import { useMemo } from "react";
import { useAccount, useKith } from "../store/use-kith.ts";
import { type Acts, createActs } from "./acts.ts";

/** The acts on the account on screen. */
export function useActs(): Acts {
  const kith = useKith();
  const { account } = useAccount();
  return useMemo(() => createActs(kith, account), [kith, account]);
}
