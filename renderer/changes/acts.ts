import type { UndoAnswer } from "../../app/batch.ts";
import { type Change, reverseOf } from "../../app/change.ts";
import type { Delta } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Result } from "../../app/result.ts";
import type { WordKey } from "../../app/words/en.ts";
import { t } from "../../app/words/words.ts";
import type { DropOutcome } from "./drop-outcome.ts";
import type { KithStore } from "../store/kith-store.ts";
import type { Person } from "../store/person.ts";
import { followNames } from "./follow-names.ts";
import { inParts } from "./in-parts.ts";
import { distinct, type PersonId, type PersonRowId } from "../store/row-id.ts";
import { noSelection } from "../store/screen.ts";
import type { Toast, Who } from "../store/toast.ts";
import { whatTheyNotice } from "./what-they-notice.ts";

/** For changes of a whole group: the sentence names the group and none of its people. */
const nobody: Who = { count: 0, name: undefined };

type Taken = Result<{ readonly batch: string }>;

/** What a person can do to one or many contacts. Each act is one batch in main, one sentence on screen, and one undo. */
export interface Acts {
  /** Carries out a drop, a paste or "Move to group…". */
  readonly applyDrop: (outcome: DropOutcome) => Promise<Taken>;
  /** Fails as `group-exists` if there are people in the other group: that is a merge. */
  readonly renameGroup: (group: string, to: string) => Promise<Taken>;
  readonly mergeGroup: (group: string, into: string) => Promise<Taken>;
  /** Its people stay on the list. */
  readonly deleteGroup: (group: string) => Promise<Taken>;
  /** One person's name and groups. Fails before anything changes. */
  readonly edit: (person: PersonId, deltas: readonly Delta[]) => Promise<Taken>;
  readonly leave: (rows: readonly PersonRowId[]) => Promise<Taken>;
  /** People who are already being removed are skipped. */
  readonly remove: (people: readonly PersonId[]) => Promise<void>;
  readonly ask: (people: readonly PersonId[]) => Promise<void>;
  readonly undo: (batch: string | null) => Promise<void>;
  readonly redo: () => Promise<void>;
}

export function createActs(kith: KithStore, account: BareJid): Acts {
  const who = (people: readonly PersonId[]): Who => {
    const [first] = people;
    return { count: people.length, name: first && kith.person(first)?.name };
  };
  const toast = (shown: Toast) => kith.setScreen({ toast: shown });
  const told = (answer: Taken, change: Change, who: Who, note = "", back: Toast["back"] = "undo"): Taken => {
    if (answer.ok) toast({ batch: answer.value.batch, change, who, note, back });
    return answer;
  };

  /** Sends one batch in as many calls as needed. If a call fails, the earlier ones still count, and the batch shows how far it got. */
  const inCalls = async <T>(
    entries: readonly T[],
    call: (batch: string, part: T[]) => Promise<Taken>,
  ): Promise<Taken> => {
    const batch = crypto.randomUUID();
    let answer: Taken = { ok: true, value: { batch } };
    for (const part of inParts(entries)) {
      answer = await call(batch, part);
      if (!answer.ok) return answer;
    }
    return answer;
  };
  const editAll = (people: readonly PersonId[], deltas: Delta[]) =>
    inCalls(addressesOf(people), (batch, part) =>
      kith.call("editContacts", { account, batch, contacts: part, deltas }),
    );
  const move = (rows: readonly PersonRowId[], to: string | null) =>
    inCalls(
      rows.map(({ person, group }) => ({ contact: person.bareJid, from: group })),
      (batch, moves) => kith.call("moveContacts", { account, batch, moves, to }),
    );

  const leave = async (rows: readonly PersonRowId[]): Promise<Taken> => {
    const groups = new Set(rows.map(({ group }) => group));
    const people = distinct(rows);
    const whoLeft = who(people);
    const [group] = groups;
    if (groups.size !== 1 || typeof group !== "string")
      return told(await move(rows, null), { kind: "take-out" }, whoLeft);
    const answer = await editAll(people, [{ do: "leave", group }]);
    return told(answer, { kind: "leave", group }, whoLeft);
  };

  const regroup = async (call: Promise<Taken>, change: Change): Promise<Taken> =>
    told(await followNames(kith, account, call, () => change), change, nobody);
  const mergeGroup = (group: string, into: string): Promise<Taken> =>
    regroup(kith.call("mergeGroup", { account, group, into }), { kind: "merge-group", group, into });

  const moveOrAdd = async ({ kind, rows, to, wholeGroup }: DropOutcome) => {
    const people = distinct(rows);
    const whoMoved = who(people);
    if (kind === "out" || to === null) return leave(rows);
    if (kind === "add") {
      const answer = await editAll(people, [{ do: "join", group: to }]);
      return told(answer, { kind: "join", group: to }, whoMoved);
    }
    if (kind === "merge" && wholeGroup !== null) return mergeGroup(wholeGroup, to);
    return told(await move(rows, to), { kind: "move", to }, whoMoved);
  };
  const applyDrop: Acts["applyDrop"] = async (outcome) => {
    const answer = await moveOrAdd(outcome);
    // Otherwise people who were already in the group would stay selected.
    if (answer.ok && outcome.kind !== "add") kith.setScreen({ selection: noSelection });
    return answer;
  };

  const revert = async (call: Promise<Result<UndoAnswer>>, nothing: WordKey): Promise<void> => {
    const answer = await followNames(kith, account, call, ({ undone }) => reverseOf(undone.change));
    if (!answer.ok) {
      if (answer.failure.code !== "nothing-to-undo") kith.setState({ failure: answer.failure });
      else toast({ batch: null, change: null, who: nobody, note: t(nothing), back: null });
      return;
    }
    const { batch, undone, kept, mustAsk } = answer.value;
    // A batch that was stopped or partly refused is still listed. Undoing it ends it.
    void kith.call("giveUpBatch", { account, batch: undone.batch });
    const name =
      undone.contact === null ? undefined : kith.person({ account, bareJid: undone.contact })?.name;
    const change = reverseOf(undone.change);
    const notes = [
      kept.length > 0 ? t("change.kept", { count: kept.length }) : "",
      mustAsk.length > 0 ? t("change.must-ask", { count: mustAsk.length }) : "",
    ];
    toast({
      batch,
      change,
      who: { count: undone.count, name: name ?? undone.contact ?? undefined },
      note: notes.filter(Boolean).join(" "),
      back: change.kind === "undo" ? "redo" : "undo",
    });
  };

  return {
    applyDrop,
    renameGroup: (group, to) =>
      regroup(kith.call("renameGroup", { account, group, to }), { kind: "rename-group", group, to }),
    mergeGroup,
    deleteGroup: (group) =>
      regroup(kith.call("deleteGroup", { account, group }), { kind: "delete-group", group }),
    edit: async (person, deltas) => {
      const name = who([person]);
      const answer = await kith.call("editContact", {
        account,
        contact: person.bareJid,
        deltas: [...deltas],
      });
      const view = kith.getState().accounts.find((one) => one.account === account);
      const taken = view?.undoable ?? null;
      if (answer.ok && taken !== null)
        toast({ batch: taken.batch, change: taken.change, who: name, note: "", back: "undo" });
      return answer;
    },
    leave,
    remove: async (people) => {
      const leaving = people
        .map(kith.person)
        .filter((person) => person !== undefined)
        .filter((person) => !isLeaving(person));
      if (leaving.length === 0) return;
      const left = leaving.map(({ id }) => id);
      const whoLeft = who(left);
      const note = whatTheyNotice(leaving);
      const answer = await inCalls(addressesOf(left), (batch, part) =>
        kith.run("removeContacts", { account, batch, contacts: part }),
      );
      told(answer, { kind: "remove" }, whoLeft, note);
    },
    ask: async (people) => {
      const answer = await inCalls(addressesOf(people), (batch, part) =>
        kith.run("askContacts", { account, batch, contacts: part, message: "" }),
      );
      told(answer, { kind: "ask" }, who(people), "", null);
    },
    undo: (batch) => revert(kith.call("undo", { account, batch }), "failure.nothing-to-undo"),
    redo: () => revert(kith.call("redo", { account }), "change.nothing-to-redo"),
  };
}

function addressesOf(people: readonly PersonId[]): BareJid[] {
  return people.map(({ bareJid }) => bareJid);
}

/** Whether their removal is pending. */
export function isLeaving({ edits }: Pick<Person, "edits">): boolean {
  return edits.some(({ kind, state }) => kind === "remove" && state !== "refused");
}
