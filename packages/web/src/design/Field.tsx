import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./classes.ts";
import styles from "./Field.module.css";

interface FieldFrame {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what was given; it is read out. */
  readonly error?: string | undefined;
}

type TextFieldProps = FieldFrame & Omit<ComponentProps<"input">, "id">;

/** A line of text with its label, and below it what helps or what is wrong. */
export function TextField({ label, hint, error, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className}>
      <input {...rest} id={id} aria-invalid={error !== undefined} aria-describedby={`${id}-about`} className={styles["input"]} />
    </Frame>
  );
}

type TextAreaProps = FieldFrame & Omit<ComponentProps<"textarea">, "id">;

export function TextArea({ label, hint, error, className, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className}>
      <textarea
        {...rest}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-about`}
        className={styles["input"]}
      />
    </Frame>
  );
}

interface FrameProps extends FieldFrame {
  readonly id: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** The label above, and the help below: for a field that is more than a line of text. */
export function Frame({ id, label, hint, error, className, children }: FrameProps) {
  return (
    <div className={classes(styles["field"], className)}>
      <label htmlFor={id} className={styles["label"]}>
        {label}
      </label>
      {children}
      <div id={`${id}-about`} className={error === undefined ? styles["hint"] : styles["error"]} aria-live="polite">
        {error ?? hint}
      </div>
    </div>
  );
}
