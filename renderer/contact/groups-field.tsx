import { X } from "lucide-react";
import { isVisible } from "../../app/visible-text.ts";
import { t } from "../../app/words/words.ts";
import { groupName } from "../rows/group-name.ts";
import { GroupInput } from "../group/group-input.tsx";
import { type GroupsDraft, typedDraft } from "./groups-draft.ts";

/** Any number of groups. Existing ones are suggested; a new one is made by typing it. */
export function GroupsField(props: {
  readonly draft: GroupsDraft;
  readonly onChange: (draft: GroupsDraft) => void;
  readonly known: readonly string[];
  /** Reserves room for the suggestions, so that they do not cover the buttons below. */
  readonly isRoomy?: boolean;
}) {
  const { draft, onChange, known, isRoomy = false } = props;
  const { chosen, typed } = draft;
  const leave = (group: string) => onChange({ chosen: chosen.filter((other) => other !== group), typed });
  return (
    <GroupInput
      label={t("add.groups")}
      value={typed}
      onChange={(next) => onChange({ chosen, typed: next })}
      groups={known.filter((group) => !chosen.includes(group))}
      onPick={(group) => onChange({ chosen: [...chosen, group], typed: "" })}
      onEnter={() => {
        if (!isVisible(typed)) return false;
        onChange({ chosen: typedDraft(draft), typed: "" });
        return true;
      }}
      onBackspaceAtStart={() => onChange({ chosen: chosen.slice(0, -1), typed })}
      isRoomy={isRoomy}
      placeholder={chosen.length === 0 ? t("groups.hint") : ""}
    >
      {chosen.map((group) => (
        <span className="chip" key={group}>
          <bdi>{groupName(group)}</bdi>
          <button
            type="button"
            className="chip-remove"
            aria-label={t("groups.remove", { group: groupName(group) })}
            onClick={() => leave(group)}
          >
            <X size={12} aria-hidden="true" />
          </button>
        </span>
      ))}
    </GroupInput>
  );
}
