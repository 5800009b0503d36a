import type { Change } from "../../app/change.ts";
import { regroupingOf } from "../../app/follow-groups.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Result } from "../../app/result.ts";
import { keyAlong } from "../rows/rows.ts";
import type { KithStore } from "../store/kith-store.ts";

/** Waits for a change. If it renames the group of the current row, the row under the new name becomes the current one. */
export async function followNames<T>(
  kith: KithStore,
  account: BareJid,
  call: Promise<Result<T>>,
  changeOf: (answer: T) => Change,
): Promise<Result<T>> {
  // Read first: the list may be drawn with the new name, and a neighbour current, before the answer is here.
  const { current } = kith.getState().screen;
  const answer = await call;
  const step = answer.ok ? regroupingOf(changeOf(answer.value)) : null;
  const view = kith.getState().accounts.find((one) => one.account === account);
  if (current === null || step === null || step.to === null || view === undefined) return answer;
  const key = keyAlong(current, step.from, step.to, view.delimiter);
  if (key !== current) kith.setScreen({ current: key });
  return answer;
}
