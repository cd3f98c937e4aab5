import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { Tabs } from "../design/Tabs.tsx";
import { text } from "../text/text.ts";
import { AccountForm } from "./AccountForm.tsx";
import { door } from "./door.ts";
import styles from "./Entry.module.css";
import { GuestForm } from "./GuestForm.tsx";
import { Illustration } from "./Illustration.tsx";
import type { Farewell } from "./session.ts";
import { sessionStore } from "./session-store.ts";

type Way = "signIn" | "create" | "guest";

interface EntryProps {
  /** A guest who is inside and may go back: they came to make an account. */
  readonly guestName?: string;
}

const tabs: readonly { readonly name: Way; readonly label: string }[] = [
  { name: "signIn", label: text.entry.signInTab },
  { name: "create", label: text.entry.createTab },
  { name: "guest", label: text.entry.guestTab },
];

/** Who comes here without a session: sign in, sign up, or look around. The address stays, so that a link to a room leads there afterwards. */
export function Entry({ guestName }: EntryProps) {
  const farewell = sessionStore.farewell();
  const [way, setWay] = useState<Way>(guestName !== undefined ? "create" : farewell?.why === "shut_out" ? "guest" : "signIn");
  const [name, setName] = useState(guestName ?? (farewell?.why === "deleted" ? "" : (farewell?.name ?? "")));
  return (
    <div className={styles["page"]}>
      <main className={styles["main"]}>
        <header className={styles["about"]}>
          <h1 className={styles["name"]}>
            <img src="/favicon.svg" alt="" width="40" height="40" />
            {text.common.appName}
          </h1>
          <p className={styles["tagline"]}>{text.entry.tagline}</p>
          <p className={styles["pitch"]}>{text.entry.pitch}</p>
          <Illustration className={styles["picture"]} />
        </header>
        <section aria-label={text.entry.ways} className={styles["card"]}>
          {farewell !== undefined && guestName === undefined && (
            <p role="status" className={styles["farewell"]}>
              {farewellWords(farewell)}
            </p>
          )}
          <Tabs
            label={text.entry.ways}
            tabs={guestName === undefined ? tabs : tabs.filter((tab) => tab.name !== "guest")}
            value={way}
            onChange={setWay}
          >
            {way === "guest" ? (
              <GuestForm name={name} onName={setName} />
            ) : (
              <AccountForm key={way} way={way} name={name} onName={setName} />
            )}
          </Tabs>
          {guestName !== undefined && (
            <Button variant="quiet" onClick={() => door.set(undefined)}>
              {text.entry.backToChat(guestName)}
            </Button>
          )}
        </section>
      </main>
      <footer className={styles["footer"]}>
        <a href="/playground">{text.entry.playground}</a>
        <a href="/docs">{text.entry.docs}</a>
      </footer>
    </div>
  );
}

function farewellWords({ why }: Farewell): string {
  const { ended, expired, shutOut, deleted } = text.entry;
  return { ended, expired, shut_out: shutOut, deleted }[why];
}
