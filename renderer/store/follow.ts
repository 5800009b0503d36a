import type { Bridge, BridgeState } from "../../app/contract.ts";
import type { Patch, Snapshot } from "../../app/patch.ts";
import { SnapshotParts } from "./snapshot-parts.ts";

/** The callbacks. Together they see every revision exactly once and in order. */
export interface Follower {
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onPatch: (patch: Patch) => void;
  readonly onBridge: (state: BridgeState) => void;
}

/**
 * Follows main's state. Order matters: it subscribes before it asks for the snapshot, so that no patch falls between
 * the two; patches that arrive meanwhile are kept, and those the snapshot already contains are dropped. A gap in the
 * numbers, or a bridge that comes back up, asks for the snapshot again. A large snapshot comes in pieces, each requested when the one
 * before was read. Returns an unsubscribe function.
 */
export function follow(
  bridge: Pick<Bridge, "call" | "onPatch" | "onConnected">,
  follower: Follower,
): () => void {
  /** The revision on screen, or null while a snapshot is awaited. */
  let revision: number | null = null;
  let waiting: Patch[] = [];
  /** Only the answer to the newest request counts. */
  let question = 0;
  let isUp = false;

  const apply = (patch: Patch): boolean => {
    if (revision === null || patch.revision > revision + 1) return false;
    if (patch.revision <= revision) return true;
    revision = patch.revision;
    follower.onPatch(patch);
    return true;
  };

  const ask = async (): Promise<void> => {
    const mine = ++question;
    revision = null;
    const answer = await bridge.call("snapshot", {});
    // After a lost connection, the snapshot is requested again.
    if (mine !== question || !answer.ok) return;
    const parts = new SnapshotParts(answer.value);
    while (parts.more !== undefined) {
      const piece = await bridge.call("moreOfSnapshot", { more: parts.more });
      if (mine !== question || !piece.ok) return;
      if (piece.value === null) return ask();
      parts.add(piece.value);
    }
    revision = answer.value.revision;
    follower.onSnapshot(parts.whole());
    const kept = waiting;
    waiting = [];
    if (!kept.every(apply)) void ask();
  };

  const stopPatches = bridge.onPatch((patch) => {
    if (revision === null) waiting.push(patch);
    else if (!apply(patch)) {
      waiting = [patch];
      void ask();
    }
  });
  const stopBridge = bridge.onConnected((state) => {
    follower.onBridge(state);
    if (state === "up" && !isUp) {
      waiting = [];
      void ask();
    }
    isUp = state === "up";
  });

  return () => {
    question++;
    stopPatches();
    stopBridge();
  };
}
