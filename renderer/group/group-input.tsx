import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { t } from "../../app/words/words.ts";
import { fold } from "../store/fold.ts";
import { groupName } from "../rows/group-name.ts";

/**
 * A text field for a group, with existing groups as suggestions: an ARIA combobox of our own. Base UI's hides the
 * rest of the dialog from assistive technology while suggestions are open, including its buttons. Our suggestions
 * never cover those buttons: they have their own place below the field, or are few enough to end above them.
 */
export function GroupInput(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The groups to suggest, in order. */
  readonly groups: readonly string[];
  /** A suggestion was chosen. */
  readonly onPick: (group: string) => void;
  /** Enter without a choice. Returns whether the field used it; otherwise it submits the form. */
  readonly onEnter?: () => boolean;
  readonly onBackspaceAtStart?: () => void;
  /** Always shows the suggestions below the field, instead of over what follows while typing. */
  readonly isRoomy?: boolean;
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
  /** Shown before the text, inside the field's frame. */
  readonly children?: ReactNode;
}) {
  const {
    label,
    value,
    onChange,
    groups,
    onPick,
    onEnter,
    onBackspaceAtStart,
    isRoomy = false,
    children,
    ...rest
  } = props;
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const wanted = fold(value.trim());
  const offered = groups.filter((group) => fold(groupName(group)).includes(wanted) && group !== value);
  const isShown = (isOpen || isRoomy) && offered.length > 0;
  const optionId = (index: number) => `${id}-option-${index}`;

  const close = () => {
    setIsOpen(false);
    setActive(-1);
  };
  const pick = (group: string) => {
    onPick(group);
    close();
  };
  const move = (by: number) => {
    setIsOpen(true);
    setActive((index) =>
      index === -1 && by < 0 ? offered.length - 1 : (index + by + offered.length) % offered.length,
    );
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const picked = isShown ? offered[active] : undefined;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && offered.length > 0) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && picked !== undefined) {
      event.preventDefault();
      pick(picked);
    } else if (event.key === "Enter" && onEnter?.() === true) {
      event.preventDefault();
      close();
    } else if (event.key === "Escape" && isShown && !isRoomy) {
      // Closes only the suggestions, not the dialog.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && value === "") onBackspaceAtStart?.();
  };
  return (
    <div className="field group-input">
      <label htmlFor={id}>{label}</label>
      <div className="chips">
        {children}
        <input
          {...rest}
          id={id}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={isShown}
          aria-controls={`${id}-list`}
          aria-activedescendant={isShown && active !== -1 ? optionId(active) : undefined}
          autoComplete="off"
          dir="auto"
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
            setIsOpen(event.target.value.trim() !== "");
            setActive(-1);
          }}
          onClick={() => setIsOpen(true)}
          onBlur={close}
          onKeyDown={handleKeyDown}
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t("groups.suggestions")}
        className={isRoomy ? "suggestions-roomy" : "menu suggestions"}
        hidden={!isShown}
      >
        {isShown &&
          offered.map((group, index) => (
            <Suggestion
              key={group}
              id={optionId(index)}
              group={group}
              isActive={index === active}
              onPick={() => pick(group)}
            />
          ))}
      </div>
    </div>
  );
}

/** One suggestion, reached with the arrow keys. The text field keeps the focus. */
function Suggestion(props: {
  readonly id: string;
  readonly group: string;
  readonly isActive: boolean;
  readonly onPick: () => void;
}) {
  const { id, group, isActive, onPick } = props;
  return (
    <div
      id={id}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: "nearest" });
      }}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className="menu-item"
      data-highlighted={isActive || undefined}
      // Otherwise pressing would take the focus from the field before the click.
      onPointerDown={(event) => {
        event.preventDefault();
        onPick();
      }}
    >
      <bdi>{groupName(group)}</bdi>
    </div>
  );
}
