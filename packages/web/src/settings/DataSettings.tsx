import { useChat } from "@parlance/client/react";
import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { Choice } from "../design/Choice.tsx";
import { Dialog, DialogActions } from "../design/Dialog.tsx";
import { PasswordField } from "../design/PasswordField.tsx";
import { sessionStore } from "../session/session-store.ts";
import { text } from "../text/text.ts";
import { downloadExport } from "./export.ts";
import styles from "./Settings.module.css";
import { useDeed } from "./use-deed.ts";

/** What the server has of one: taken along, or taken away. */
export function DataSettings() {
  const { isBusy, error, run } = useDeed();
  const [isDeleting, setDeleting] = useState(false);
  const words = text.settings;
  return (
    <>
      <section className={styles["section"]}>
        <h3 className={styles["heading"]}>{words.exportTitle}</h3>
        <p className={styles["note"]}>{words.exportAbout}</p>
        <p role="alert" className={styles["error"]}>
          {error}
        </p>
        <div className={styles["row"]}>
          <Button icon={<Download size={18} />} isBusy={isBusy} onClick={() => void run(downloadExport)}>
            {words.export}
          </Button>
        </div>
      </section>
      <section className={styles["section"]}>
        <h3 className={styles["heading"]}>{words.deleteTitle}</h3>
        <p className={styles["note"]}>{words.deleteAbout}</p>
        <div className={styles["row"]}>
          <Button variant="danger" onClick={() => setDeleting(true)}>
            {words.deleteOpen}
          </Button>
        </div>
      </section>
      <Dialog
        size="small"
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={words.deleteSure}
        description={words.deleteAbout}
      >
        <Deletion close={() => setDeleting(false)} />
      </Dialog>
    </>
  );
}

function Deletion({ close }: { readonly close: () => void }) {
  const chat = useChat();
  const [messages, setMessages] = useState<"keep" | "erase">("keep");
  const [password, setPassword] = useState("");
  const [isMissing, setMissing] = useState(false);
  const { isBusy, error, run } = useDeed();
  const words = text.settings;
  const remove = async (): Promise<void> => {
    setMissing(password === "");
    if (password === "") return;
    // The connection is closed right after the answer: who they were is told first.
    await run(async () => {
      await chat.call.account.delete({ password, messages });
      sessionStore.end("deleted");
    });
  };
  return (
    <form
      noValidate
      className={styles["section"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void remove();
      }}
    >
      <Choice
        label={words.deleteMessages}
        options={[
          ["keep", words.deleteKeep],
          ["erase", words.deleteErase],
        ]}
        value={messages}
        onChange={setMessages}
      />
      <PasswordField
        label={words.deletePassword}
        name="password"
        autoComplete="current-password"
        error={isMissing ? words.passwordMissing : error}
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      <DialogActions>
        <Button onClick={close}>{text.common.cancel}</Button>
        <Button variant="danger" type="submit" isBusy={isBusy}>
          {words.deleteNow}
        </Button>
      </DialogActions>
    </form>
  );
}
