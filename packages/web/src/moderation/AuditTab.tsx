import type { AuditEntry } from "@parlance/client/contract";
import { useMe, useRooms } from "@parlance/client/react";
import { ScrollText } from "lucide-react";
import { Notice } from "../design/Notice.tsx";
import { PagedList } from "../panels/PagedList.tsx";
import { usePages } from "../panels/use-pages.ts";
import { useProfile } from "../people/profiles.ts";
import { roomName } from "../rooms/room-name.ts";
import { momentText, shortMomentText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import type { Keeping } from "./keeping.ts";
import styles from "./Rows.module.css";

const words = text.moderation;
const keyOf = ({ id }: AuditEntry): number => id;

/** What was done, the newest first, as sentences. */
export function AuditTab({ keeping }: { readonly keeping: Keeping }) {
  const entries = usePages<AuditEntry>({ ask: keeping.audit, keyOf });
  const isServer = keeping.roomId === undefined;
  return (
    <PagedList pages={entries} empty={<Notice icon={<ScrollText size={26} />} title={words.noAudit} />}>
      <ol>
        {entries.items.map((entry) => (
          <li key={entry.id} className={styles["row"]}>
            {entry.userId === undefined ? (
              <Sentence entry={entry} who={words.somebody} isServer={isServer} />
            ) : (
              <AboutSomebody entry={entry} userId={entry.userId} isServer={isServer} />
            )}
            <time dateTime={new Date(entry.at).toISOString()} title={momentText(entry.at)} className={styles["note"]}>
              {shortMomentText(entry.at, Date.now())}
            </time>
          </li>
        ))}
      </ol>
    </PagedList>
  );
}

interface SentenceProps {
  readonly entry: AuditEntry;
  readonly isServer: boolean;
}

function AboutSomebody({ userId, ...rest }: SentenceProps & { readonly userId: string }) {
  const profile = useProfile(userId);
  return <Sentence {...rest} who={profile?.displayName ?? profile?.name ?? words.somebody} />;
}

function Sentence({ entry, who, isServer }: SentenceProps & { readonly who: string }) {
  const rooms = useRooms();
  const me = useMe();
  const room = isServer ? rooms.find((one) => one.room.id === entry.roomId)?.room : undefined;
  const names = { by: entry.by?.name ?? words.settings, who, room: room && roomName(room, me?.id) };
  const sentence = words.sentence[entry.action] ?? words.unknownAction;
  return (
    <p>
      {sentence(names, entry)}
      {entry.until !== undefined && <> · {words.bannedUntil(momentText(entry.until))}</>}
    </p>
  );
}
