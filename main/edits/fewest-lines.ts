import type { Edit } from "../../app/edit.ts";
import type { Merge } from "../../app/merge.ts";
import type { BatchRecord } from "./batch-record.ts";
import { plain } from "./effect.ts";
import type { EditRecord } from "./ledger.ts";
import type { Line } from "./line.ts";

/** What a ledger holds. */
interface Held {
  readonly batches: ReadonlyMap<string, BatchRecord>;
  readonly edits: Iterable<Edit>;
  readonly records: ReadonlyMap<string, EditRecord>;
  readonly merges: Iterable<Merge>;
}

/** The fewest lines that add up to the same. Of what is in its wait there is none. */
export function fewestLines({ batches, edits, records, merges }: Held): Line[] {
  const lines: Line[] = [];
  for (const batch of batches.values()) {
    const isHeldAlone = [...batch.open.values()].every(({ state }) => state === "held");
    if (!isHeldAlone || batch.effects.size > 0) lines.push(carried(batch));
  }
  for (const edit of edits) {
    const record = records.get(edit.id);
    if (record !== undefined && batches.has(edit.batch) && edit.state !== "held")
      lines.push(kept(edit, record));
  }
  for (const { bareJid, lines: told } of merges) lines.push({ do: "merge", bareJid, lines: [...told] });
  return lines;
}

function carried({ wish, people, effects, stack, contact }: BatchRecord): Line {
  return {
    do: "carry",
    batch: wish,
    done: people.done,
    dropped: people.dropped,
    stack,
    contact: contact ?? null,
    effects: [...effects.values()],
  };
}

function kept(edit: Edit, { base, yields, tried, isRestoring, effect }: EditRecord): Line {
  const { id, bareJid, address, kind, deltas, message, why } = edit;
  return {
    do: "keep",
    batch: edit.batch,
    edit: {
      id,
      bareJid,
      address,
      kind,
      deltas: [...deltas],
      message,
      base: base && plain(base),
      yields,
      why: edit.state === "refused" ? why : null,
    },
    tried,
    isRestoring,
    effect,
  };
}
