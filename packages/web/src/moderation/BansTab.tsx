import type { Ban } from "@parlance/client/contract";
import { UserX } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { ConfirmDialog } from "../design/ConfirmDialog.tsx";
import { Notice } from "../design/Notice.tsx";
import { say } from "../design/Toasts.tsx";
import { PagedList } from "../panels/PagedList.tsx";
import { usePages } from "../panels/use-pages.ts";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { momentText, shortMomentText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import type { Keeping } from "./keeping.ts";
import styles from "./Rows.module.css";

const words = text.moderation;
const keyOf = ({ id }: Ban): number => id;

/** Who is banned, by whom and why; and how they come back. */
export function BansTab({ keeping }: { readonly keeping: Keeping }) {
  const bans = usePages<Ban>({ ask: keeping.bans, keyOf });
  const [lifting, setLifting] = useState<Ban>();
  const [isAsking, setAsking] = useState(false);
  const ask = (ban: Ban): void => {
    setLifting(ban);
    setAsking(true);
  };
  return (
    <PagedList pages={bans} empty={<Notice icon={<UserX size={26} />} title={words.noBans} />}>
      <ul>
        {bans.items.map((ban) => (
          <BanRow key={ban.id} ban={ban} onLift={() => ask(ban)} />
        ))}
      </ul>
      {lifting !== undefined && (
        <ConfirmDialog
          isOpen={isAsking}
          onClose={() => setAsking(false)}
          title={words.liftTitle(lifting.user.name)}
          about={words.liftAbout}
          confirm={words.liftServerBan}
          onConfirm={async () => {
            await keeping.unban(lifting.user.id);
            say(words.lifted(lifting.user.name));
            bans.change((items) => items.filter(({ id }) => id !== lifting.id));
          }}
        />
      )}
    </PagedList>
  );
}

function BanRow({ ban: { user, by, at, reason, until }, onLift }: { readonly ban: Ban; readonly onLift: () => void }) {
  return (
    <li className={styles["row"]}>
      <div className={styles["person"]}>
        <PersonAvatar person={user} />
        <span className={styles["name"]}>{user.name}</span>
        <Button size="small" aria-label={words.liftOf(user.name)} onClick={onLift}>
          {words.lift}
        </Button>
      </div>
      {reason !== undefined && <blockquote className={styles["words"]}>{reason}</blockquote>}
      <p className={styles["note"]}>
        {words.bannedBy(by.name, shortMomentText(at, Date.now()))}
        {until !== undefined && <> · {words.bannedUntil(momentText(until))}</>}
      </p>
    </li>
  );
}
