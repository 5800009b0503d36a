import { type ComponentProps, useId } from "react";

/** A labelled line of text. `isWrong` marks it; the form's alert says why. */
export function Field(
  props: ComponentProps<"input"> & {
    readonly label: string;
    readonly hint?: string | undefined;
    readonly isWrong?: boolean;
  },
) {
  const { label, hint, isWrong, ...input } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        aria-invalid={isWrong === true ? true : undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
