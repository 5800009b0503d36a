import type { Change } from "../../app/change.ts";
import { regroupingOf } from "../../app/follow-groups.ts";
import { goesAlong, nameAlong } from "../../app/group-path.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Result } from "../../app/result.ts";
import type { KithStore } from "../store/kith-store.ts";
import { readRowKey, rowKey } from "../store/row-id.ts";

/** Waits for a change. If it renames the group of the current row, that row stays current under the new name. */
export async function followNames<T>(
  kith: KithStore,
  account: BareJid,
  call: Promise<Result<T>>,
  changeOf: (answer: T) => Change,
): Promise<Result<T>> {
  // Read before the call: the list may show the new name, with a neighbour as the current row, before the answer arrives.
  const { current } = kith.getState().screen;
  const answer = await call;
  const step = answer.ok ? regroupingOf(changeOf(answer.value)) : null;
  const view = kith.getState().accounts.find((one) => one.account === account);
  if (current === null || step === null || step.to === null || view === undefined) return answer;
  const { person, group } = readRowKey(current);
  if (group !== null && goesAlong(group, step.from, step.to, view.delimiter))
    kith.setScreen({ current: rowKey({ person, group: nameAlong(group, step.from, step.to) }) });
  return answer;
}
