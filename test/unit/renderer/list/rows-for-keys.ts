import type { Row } from "../../../../renderer/rows/rows.ts";
import { rowKey } from "../../../../renderer/store/row-id.ts";
import { rowOf } from "../people.ts";

/* Rows for the tests of the list's keys. */

export function heading(group: string | null, isExpanded = true, level = 1, total = 1): Row {
  return {
    kind: "group",
    key: rowKey({ person: null, group }),
    label: group ?? "",
    level,
    group,
    available: 0,
    total,
    isExpanded,
    position: 1,
    setSize: 2,
  };
}

export function personRow(name: string, level = 2): Row {
  const id = rowOf(`${name}@x`, "G");
  return {
    kind: "contact",
    key: rowKey(id),
    ...id,
    level,
    name,
    hasNote: false,
    position: 1,
    setSize: 2,
  };
}
