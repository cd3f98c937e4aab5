import { useId } from "react";
import styles from "./Choice.module.css";

interface ChoiceProps<Name extends string> {
  readonly label: string;
  readonly options: readonly (readonly [name: Name, label: string])[];
  readonly value: Name;
  readonly onChange: (name: Name) => void;
}

/** One of a few, all of which are seen. */
export function Choice<Name extends string>({ label, options, value, onChange }: ChoiceProps<Name>) {
  const group = useId();
  return (
    <fieldset className={styles["choice"]}>
      <legend className={styles["label"]}>{label}</legend>
      {options.map(([name, label]) => (
        <label key={name} className={styles["option"]}>
          <input
            type="radio"
            name={group}
            value={name}
            checked={name === value}
            onChange={() => onChange(name)}
            className={styles["mark"]}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
