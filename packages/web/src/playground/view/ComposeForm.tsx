import { Tabs } from "@base-ui/react/tabs";
import { playground as text } from "../../text/playground.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import styles from "./ComposeForm.module.css";
import { FieldView } from "./FieldView.tsx";

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
  return (
    <Tabs.Root defaultValue="form" onValueChange={() => onRaw(null)}>
      <Tabs.List className={styles["tabs"]}>
        <Tabs.Tab value="form" className={styles["tab"]}>
          {text.compose.form}
        </Tabs.Tab>
        <Tabs.Tab value="json" className={styles["tab"]}>
          {text.compose.json}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="form" className={styles["panel"]}>
        <FieldView name="" schema={schema} value={value} onValue={onValue} />
      </Tabs.Panel>
      <Tabs.Panel value="json" className={styles["panel"]}>
        <JsonEditor initial={raw ?? JSON.stringify(value, null, 2)} onWrite={write} />
        <p className={styles["bad"]} role="status">
          {raw !== null && text.compose.badJson}
        </p>
      </Tabs.Panel>
    </Tabs.Root>
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
