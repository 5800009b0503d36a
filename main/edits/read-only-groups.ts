import type { Failure } from "../../app/result.ts";
import type { AccountModel } from "../roster/model.ts";
import type { Flight } from "./flight.ts";

/** Learns which groups the server does not allow us to change: some servers define groups for everybody (RULE E8). */
export class ReadOnlyGroups {
  readonly #model: AccountModel;
  /** Groups that the server allowed somebody to join or leave: if it refuses one person, the group is not the reason. */
  readonly #changeable = new Set<string>();

  constructor(model: AccountModel) {
    this.#model = model;
  }

  /** The server has accepted a set: a group that it restored is read-only. */
  noteLanding({ deltas, sent, written, isPushed }: Flight): void {
    if (!isPushed || sent === null || !written) return;
    const told = new Set(this.#model.facts.readOnlyGroups);
    for (const delta of deltas) {
      if (delta.do === "rename") continue;
      const isThere = written.groups.includes(delta.group);
      const isPutBack = isThere !== (delta.do === "join");
      if (isPutBack) told.add(delta.group);
      else told.delete(delta.group);
      if (isPutBack) this.#changeable.delete(delta.group);
      else this.#changeable.add(delta.group);
    }
    this.#tell(told);
  }

  /** The server has refused a set. */
  noteRefusal({ deltas }: Flight, { code }: Failure): void {
    if (code !== "not-allowed" && code !== "forbidden") return;
    const told = new Set(this.#model.facts.readOnlyGroups);
    for (const delta of deltas)
      if (delta.do === "leave" && !this.#changeable.has(delta.group)) told.add(delta.group);
    this.#tell(told);
  }

  #tell(groups: ReadonlySet<string>): void {
    const { readOnlyGroups } = this.#model.facts;
    const isSameSet = groups.size === readOnlyGroups.length && readOnlyGroups.every((one) => groups.has(one));
    if (!isSameSet) this.#model.setFact("readOnlyGroups", [...groups]);
  }
}
