import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { Choice } from "../design/Choice.tsx";
import { text } from "../text/text.ts";
import { notifies } from "./preference-values.ts";
import { preferences } from "./preferences.ts";
import styles from "./Settings.module.css";
import { usePreferences } from "./use-preferences.ts";

/** The browser's own question is asked when its button is pressed, and never else. */
export function NotificationSettings() {
  const { notify } = usePreferences();
  const [permission, setPermission] = useState(() => ("Notification" in globalThis ? Notification.permission : undefined));
  const words = text.settings;
  const request = async (): Promise<void> => setPermission(await Notification.requestPermission());
  return (
    <section className={styles["section"]}>
      {permission === "default" && (
        <div className={styles["row"]}>
          <p className={styles["grow"]}>{words.allowAbout}</p>
          <Button variant="primary" onClick={() => void request()}>
            {words.allow}
          </Button>
        </div>
      )}
      <p role="status" className={permission === "granted" ? styles["allowed"] : styles["note"]}>
        {permission === "granted" && words.allowed}
        {permission === "denied" && words.denied}
        {permission === undefined && words.unsupported}
      </p>
      <Choice
        label={words.notify}
        options={notifies.map((name) => [name, words.notifies[name]] as const)}
        value={notify}
        onChange={(notify) => preferences.change({ notify })}
      />
      <p className={styles["note"]}>{words.notifyAbout}</p>
    </section>
  );
}
