import type { Bridge, BridgeState } from "../../../app/contract.ts";
import type { Patch, Snapshot } from "../../../app/patch.ts";
import { ok, type Result } from "../../../app/result.ts";

/** A fake bridge: the test decides when a snapshot is answered and what arrives before it. */
export function manualBridge() {
  const questions: ((answer: Result<Snapshot>) => void)[] = [];
  let onPatch: (patch: Patch) => void = () => {};
  let onState: (state: BridgeState) => void = () => {};
  let isStopped = false;
  const bridge: Bridge = {
    call: (name) => {
      if (name !== "snapshot") return Promise.resolve(ok(null) as never);
      return new Promise((resolve) => questions.push(resolve as (answer: Result<Snapshot>) => void));
    },
    onPatch: (listener) => {
      onPatch = listener;
      return () => (isStopped = true);
    },
    onConnected: (listener) => {
      onState = listener;
      listener("up");
      return () => (isStopped = true);
    },
    onMenu: () => () => {},
  };
  return {
    bridge,
    patch: (patch: Patch) => onPatch(patch),
    state: (state: BridgeState) => onState(state),
    /** Unanswered calls. */
    asked: () => questions.length,
    isStopped: () => isStopped,
    /** Answers the oldest call, and waits until the page has read the answer. */
    answer: async (answer: Result<Snapshot>) => {
      questions.shift()?.(answer);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}
