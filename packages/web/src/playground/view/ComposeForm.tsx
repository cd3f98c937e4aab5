import { useState } from "react";
import { Tabs } from "../../design/Tabs.tsx";
import { playground as text } from "../../text/playground.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import styles from "./ComposeForm.module.css";
import { FieldView } from "./FieldView.tsx";

type View = "form" | "json";

const views = [
  { name: "form", label: text.compose.form },
  { name: "json", label: text.compose.json },
] as const;

interface ComposeFormProps {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
  /** What was written as JSON, while that is no JSON. */
  readonly raw: string | null;
  readonly onRaw: (raw: string | null) => void;
}

/** A frame as a form, or as the JSON that it is: two views of one value. */
export function ComposeForm({ schema, value, onValue, raw, onRaw }: ComposeFormProps) {
  const write = (written: string): void => {
    try {
      onValue(JSON.parse(written) as unknown);
      onRaw(null);
    } catch {
      onRaw(written);
    }
  };
  const [view, setView] = useState<View>("form");
  const show = (chosen: View): void => {
    setView(chosen);
    onRaw(null);
  };
  return (
    <Tabs label={text.compose.views} tabs={views} value={view} onChange={show}>
      {view === "form" ? (
        <FieldView name="" schema={schema} value={value} onValue={onValue} />
      ) : (
        <>
          <JsonEditor initial={raw ?? JSON.stringify(value, null, 2)} onWrite={write} />
          <p className={styles["bad"]} role="status">
            {raw !== null && text.compose.badJson}
          </p>
        </>
      )}
    </Tabs>
  );
}

/** Keeps what is written as it is written, blanks and all. */
function JsonEditor({ initial, onWrite }: { readonly initial: string; readonly onWrite: (written: string) => void }) {
  return (
    <textarea
      aria-label={text.compose.json}
      defaultValue={initial}
      rows={Math.min(16, initial.split("\n").length + 2)}
      spellCheck={false}
      onChange={({ target }) => onWrite(target.value)}
      className={styles["editor"]}
    />
  );
}
