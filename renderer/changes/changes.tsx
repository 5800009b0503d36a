import { X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Batch } from "../../app/batch.ts";
import type { BareJid } from "../../app/jid.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { failureSentence } from "../../app/words/failure-sentence.ts";
import { t } from "../../app/words/words.ts";
import { isFocusLost, returnFocus } from "../controls/return-focus.ts";
import type { KithStore } from "../store/kith-store.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { hasFailed, outcomeSentence } from "./outcome-words.ts";
import type { Toast, Who } from "../store/toast.ts";
import { useActs } from "./use-acts.ts";

/** How long a toast stays while nobody points at it, in milliseconds. Ctrl+Z still works afterwards. */
const toastTime = 10_000;

/**
 * The last change with its undo, and changes that are in progress or partly refused, each with what can be done about it. It
 * covers the foot of the list, so that nothing moves.
 */
export function Changes() {
  const { batches } = useAccount();
  const toast = useKithState((state) => state.screen.toast);
  const dismissed = useKithState((state) => state.screen.dismissed);
  const lasting = [...batches.values()].filter(
    (batch) => isLasting(batch) && batch.id !== toast?.batch && !dismissed.has(batch.id),
  );
  const toasted = batches.get(toast?.batch ?? "");
  // If a pressed button disappears with its toast, the list gets the focus.
  useLayoutEffect(() => {
    if (isFocusLost()) returnFocus();
  });
  const isEmpty = toast === null && lasting.length === 0;
  return (
    // New cards are announced; their progress is not.
    <div className="changes" aria-live="polite" aria-relevant="additions">
      {!isEmpty && (
        <section aria-label={t("change.name")}>
          {/* Main publishes a batch before the page has its toast. One component and one key for both, so that it is announced once. */}
          {[
            ...lasting.slice(-3).map((batch) => <ChangeCard key={batch.id} toast={null} batch={batch} />),
            toast !== null && <ChangeCard key={toast.batch} toast={toast} batch={toasted} />,
          ]}
        </section>
      )}
    </div>
  );
}

/** Whether a batch is shown without a toast: it is in progress, or partly refused. */
function isLasting({ state, refused, count }: Batch): boolean {
  if (state === "finished") return refused > 0 && count > 1;
  return count > 1 || state === "held";
}

/** A toast, a lasting batch, or both together. */
function ChangeCard(props: { readonly toast: Toast | null; readonly batch: Batch | undefined }) {
  const { toast, batch } = props;
  const kith = useKith();
  const { account, people, edits, undoable } = useAccount();
  const acts = useActs();
  const [isTimerPaused, setIsTimerPaused] = useState(false);
  const isStaying =
    toast === null || isTimerPaused || (batch !== undefined && batch.state !== "held" && isLasting(batch));
  const close = useCallback(() => {
    if (toast !== null && kith.getState().screen.toast === toast) kith.setScreen({ toast: null });
  }, [kith, toast]);

  useEffect(() => {
    if (isStaying) return;
    const timer = setTimeout(close, toastTime);
    return () => clearTimeout(timer);
  }, [close, isStaying]);
  const toasted = toast?.batch ?? null;
  // When the card closes, main no longer needs to keep a finished batch.
  useEffect(
    () => () => {
      if (toasted !== null) forgetIfDone(kith, account, toasted);
    },
    [kith, account, toasted],
  );

  // When the refused edits are discarded, the person has read the card.
  const hadRefusals = useRef(false);
  useEffect(() => {
    if (batch !== undefined) hadRefusals.current = batch.refused > 0;
    else if (hadRefusals.current) close();
  }, [batch, close]);

  const one = batch?.count === 1 ? [...edits.values()].find((edit) => edit.batch === batch.id) : undefined;
  const who: Who = toast?.who ?? {
    count: batch?.count ?? 0,
    name: one && (people.get(one.bareJid)?.name ?? shownAddress(one.address)),
  };
  const change = toast === null ? (batch?.change ?? null) : toast.change;
  const canUndo = batch?.state === "held" || (batch !== undefined && undoable?.batch === batch.id);
  const isFailed = batch !== undefined && hasFailed(batch);
  const back = isFailed ? null : toast === null ? (canUndo ? "undo" : null) : toast.back;
  const id = toast === null ? (batch?.id ?? null) : toast.batch;
  return (
    <Card
      sentence={change === null ? "" : outcomeSentence(change, who, batch)}
      note={isFailed ? "" : (toast?.note ?? "")}
      why={isFailed && one?.why ? failureSentence(one.why) : null}
      batch={batch}
      onDismiss={() => {
        if (batch !== undefined) dismiss(kith, account, batch);
        close();
      }}
      onTimerPause={setIsTimerPaused}
      act={
        back === null ? null : (
          <button
            type="button"
            className="link"
            onClick={() => void (back === "redo" ? acts.redo() : acts.undo(id))}
          >
            {t(`change.${back}`)}
          </button>
        )
      }
    />
  );
}

function Card(props: {
  readonly sentence: string;
  readonly note: string;
  /** Why the only edit was refused; null where several are counted. */
  readonly why: string | null;
  readonly batch: Batch | undefined;
  readonly act: ReactNode;
  readonly onDismiss: () => void;
  readonly onTimerPause: (isPaused: boolean) => void;
}) {
  const { sentence, note, why, batch, act, onDismiss, onTimerPause } = props;
  const kith = useKith();
  const { account, session } = useAccount();
  const isGoing = batch !== undefined && (batch.state === "running" || batch.state === "paused");
  const isOnline = session.state === "online";
  const refused = batch?.refused ?? 0;
  return (
    <div
      className="change"
      onPointerEnter={() => onTimerPause(true)}
      onPointerLeave={() => onTimerPause(false)}
      onFocus={() => onTimerPause(true)}
      onBlur={() => onTimerPause(false)}
    >
      <div className="change-words">
        {sentence !== "" && (
          <p className="change-what">
            <bdi>{sentence}</bdi>
          </p>
        )}
        {note !== "" && <p className="muted">{note}</p>}
        {isGoing && batch.count > 1 && (
          <div className="change-progress">
            <progress
              aria-label={sentence}
              max={batch.count}
              value={batch.done + batch.refused + batch.dropped}
            />
            <span className="muted">
              {!isOnline
                ? t("change.waits")
                : batch.state === "paused"
                  ? t(batch.pause === "disk" ? "change.paused-by-disk" : "change.paused")
                  : t("change.progress", { done: batch.done, count: batch.count })}
            </span>
          </div>
        )}
        {refused > 0 && <p className="change-refused">{why ?? t("change.refused", { count: refused })}</p>}
      </div>
      <div className="change-acts">
        {isGoing && batch.count > 1 && (
          <button
            type="button"
            className="link"
            onClick={() => void kith.run("stopBatch", { account, batch: batch.id })}
          >
            {t("change.stop")}
          </button>
        )}
        {refused > 0 && why === null && batch !== undefined && (
          <button
            type="button"
            className="link"
            onClick={() => kith.setScreen({ dialog: { kind: "report", batch: batch.id } })}
          >
            {t("change.report")}
          </button>
        )}
        {act}
        {!isGoing && batch?.state !== "held" && (
          <button
            type="button"
            className="icon-button"
            aria-label={t("change.dismiss")}
            title={t("change.dismiss")}
            onClick={onDismiss}
          >
            <X size={14} aria-hidden="true" />
          </button>
        )}
      </div>
    </div>
  );
}

/** Hides the card. Refused edits still show on their rows, with what can be done about them. */
function dismiss(kith: KithStore, account: BareJid, { id, refused }: Batch): void {
  if (refused === 0) return void kith.call("giveUpBatch", { account, batch: id });
  kith.setScreen({ dismissed: new Set(kith.getState().screen.dismissed).add(id) });
}

/** Drops main's entry of a finished batch, which main keeps until then. */
function forgetIfDone(kith: KithStore, account: BareJid, id: string): void {
  const view = kith.getState().accounts.find((one) => one.account === account);
  const batch = view?.batches.get(id);
  if (batch?.state === "finished" && batch.refused === 0)
    void kith.call("giveUpBatch", { account, batch: id });
}
