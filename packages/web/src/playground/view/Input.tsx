import { useState } from "react";
import type { Field } from "../form/fields.ts";
import styles from "./Input.module.css";

interface InputProps {
  readonly id: string;
  readonly field: Field;
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
}

/** What a single value is typed or chosen with. */
export function Input({ id, field, value, onValue }: InputProps) {
  const common = { id, "aria-describedby": `${id}-help`, className: styles["input"] };
  switch (field.kind) {
    case "text":
      return <input {...common} value={String(value)} autoComplete="off" onChange={({ target }) => onValue(target.value)} />;
    case "number":
      return <NumberInput {...common} value={value} onValue={onValue} />;
    case "boolean":
      return <input {...common} type="checkbox" checked={value === true} onChange={({ target }) => onValue(target.checked)} />;
    case "choice":
      return (
        <select
          {...common}
          value={field.options.indexOf(value)}
          onChange={({ target }) => onValue(field.options[Number(target.value)])}
        >
          {field.options.map((option, index) => (
            <option key={String(option)} value={index}>
              {String(option)}
            </option>
          ))}
        </select>
      );
    case "fixed":
      return <input {...common} readOnly value={typeof field.value === "string" ? field.value : JSON.stringify(field.value)} />;
    default:
      return <JsonInput {...common} value={value} onValue={onValue} />;
  }
}

type SingleProps = Omit<InputProps, "field"> & { readonly className: string | undefined; readonly "aria-describedby": string };

/** What is no number yet, such as a minus, stays in the field and is not yet the value. */
function NumberInput({ value, onValue, ...common }: SingleProps) {
  const [written, setWritten] = useState(String(value));
  const write = (text: string): void => {
    setWritten(text);
    if (text.trim() !== "" && Number.isFinite(Number(text))) onValue(Number(text));
  };
  return <input {...common} inputMode="decimal" value={written} onChange={({ target }) => write(target.value)} />;
}

function JsonInput({ value, onValue, ...common }: SingleProps) {
  const [written, setWritten] = useState(() => JSON.stringify(value, null, 2) ?? "");
  const write = (text: string): void => {
    setWritten(text);
    try {
      onValue(JSON.parse(text) as unknown);
    } catch {
      // Not JSON yet.
    }
  };
  return <textarea {...common} rows={3} spellCheck={false} value={written} onChange={({ target }) => write(target.value)} />;
}
