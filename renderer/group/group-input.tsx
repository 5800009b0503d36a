import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { t } from "../../app/words/words.ts";
import { fold } from "../store/fold.ts";
import { groupName } from "../rows/group-name.ts";

/**
 * A line for typing a group, with the groups that exist offered: an ARIA combobox of our own. Base UI's hides the
 * rest of the dialog from assistive technology while suggestions are open, its buttons among them; and suggestions
 * in a place of their own beneath the line, or few enough to end above them, never stand in front of those buttons.
 */
export function GroupInput(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What may be offered, in order. */
  readonly groups: readonly string[];
  /** One was picked from the offer. */
  readonly onPick: (group: string) => void;
  /** Enter without a pick; answers whether it was meant for the field. Otherwise it sends the form. */
  readonly onEnter?: () => boolean;
  readonly onBackspaceAtStart?: () => void;
  /** The offer stands beneath the line all the time, instead of over what follows while typing. */
  readonly isRoomy?: boolean;
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
  /** Stands before the line, inside its frame. */
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
      // Only the offer goes; the dialog stays.
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

/** One group on offer. Reached with the arrow keys from the line, which keeps the focus. */
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
      // Pressing would take the focus from the line before the click is done.
      onPointerDown={(event) => {
        event.preventDefault();
        onPick();
      }}
    >
      <bdi>{groupName(group)}</bdi>
    </div>
  );
}
