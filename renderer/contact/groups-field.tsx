import { Combobox } from "@base-ui/react/combobox";
import { X } from "lucide-react";
import { type KeyboardEvent, useId, useRef } from "react";
import { t } from "../../app/words/words.ts";
import { fold } from "../list/fold.ts";

/** Groups chosen so far, and what stands in the field without having been made a choice. */
export interface GroupsDraft {
  readonly chosen: readonly string[];
  readonly typed: string;
}

export const noDraft: GroupsDraft = { chosen: [], typed: "" };

/** The groups a draft means: what is left in the field when the form is sent was meant as one. */
export function typedDraft({ chosen, typed }: GroupsDraft): string[] {
  const last = typed.trim();
  return last === "" || chosen.includes(last) ? [...chosen] : [...chosen, last];
}

/** Any number of groups, those that exist offered, a new one made by typing it. */
export function GroupsField(props: {
  readonly draft: GroupsDraft;
  readonly onChange: (draft: GroupsDraft) => void;
  readonly known: readonly string[];
}) {
  const { draft, onChange, known } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const typed = draft.typed.trim();
  const isNew = typed !== "" && !known.includes(typed) && !draft.chosen.includes(typed);
  const items = [...new Set([...known, ...draft.chosen, ...(isNew ? [typed] : [])])];

  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // Enter on a highlighted suggestion is Base UI's; otherwise it makes what is typed a choice and sends no form.
    if (event.key !== "Enter" || typed === "" || event.currentTarget.getAttribute("aria-activedescendant"))
      return;
    event.preventDefault();
    onChange({ chosen: typedDraft(draft), typed: "" });
  };
  return (
    <div className="field">
      <label htmlFor={id}>{t("add.groups")}</label>
      <Combobox.Root
        multiple
        items={items}
        value={[...draft.chosen]}
        onValueChange={(chosen: string[]) => onChange({ chosen, typed: "" })}
        inputValue={draft.typed}
        onInputValueChange={(next) => onChange({ ...draft, typed: next })}
        filter={(group: string, query) => fold(group).includes(fold(query.trim()))}
      >
        <Combobox.InputGroup ref={box} className="chips">
          <Combobox.Chips className="chips-list">
            {draft.chosen.map((group) => (
              <Combobox.Chip key={group} className="chip" aria-label={group}>
                <bdi>{group}</bdi>
                <Combobox.ChipRemove className="chip-remove" aria-label={t("groups.remove", { group })}>
                  <X size={12} aria-hidden="true" />
                </Combobox.ChipRemove>
              </Combobox.Chip>
            ))}
            <Combobox.Input
              id={id}
              dir="auto"
              placeholder={draft.chosen.length === 0 ? t("groups.hint") : ""}
              onKeyDown={handleKeyDown}
            />
          </Combobox.Chips>
        </Combobox.InputGroup>
        <Combobox.Portal>
          <Combobox.Positioner className="positioner" sideOffset={4} anchor={box}>
            <Combobox.Popup className="menu menu-fitted">
              <Combobox.List className="menu-list" aria-label={t("groups.suggestions")}>
                {(group: string) => (
                  <Combobox.Item key={group} value={group} className="menu-item">
                    <bdi>{isNew && group === typed ? t("groups.create", { group }) : group}</bdi>
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
    </div>
  );
}
