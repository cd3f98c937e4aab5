import type { Role } from "@parlance/client";
import type { Report } from "@parlance/client/contract";
import { useMe, useRooms } from "@parlance/client/react";
import { Ellipsis, Gavel, Trash2, UserMinus } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { Menu, MenuItem } from "../design/Menu.tsx";
import { MessageLink } from "../panels/MessageLink.tsx";
import { PanelMessage } from "../panels/PanelMessage.tsx";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { shortMomentText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import type { Keeping } from "./keeping.ts";
import { type Deed, ReportDeed } from "./ReportDeed.tsx";
import styles from "./Rows.module.css";

const words = text.moderation;

interface ReportRowProps {
  readonly report: Report;
  readonly keeping: Keeping;
  readonly role: Role | undefined;
  /** Undefined: it is done with. */
  readonly onChange: (report: Report | undefined) => void;
}

/** What was reported, what was said about it, and what can be done. */
export function ReportRow({ report, keeping, role, onChange }: ReportRowProps) {
  const { user, message, by, at, resolved } = report;
  const [deed, setDeed] = useState<Deed>();
  const [isAsking, setAsking] = useState(false);
  const me = useMe();
  const ask = (asked: Deed): void => {
    setDeed(asked);
    setAsking(true);
  };
  const { roomId } = keeping;
  const isOther = user.id !== me?.id;
  const mayRemove = roomId !== undefined && role !== undefined && isOther;
  const canDelete = message !== undefined && message.deletedAt === undefined;
  return (
    <li className={styles["row"]}>
      <Reported report={report} />
      <blockquote className={styles["words"]}>{report.text}</blockquote>
      <p className={styles["note"]}>
        {by === undefined ? words.reported : words.reportedBy(by.name)}, {shortMomentText(at, Date.now())}
      </p>
      {resolved !== undefined && (
        <p className={styles["note"]}>
          {words.resolvedBy(resolved.by.name, resolved.note)}, {shortMomentText(resolved.at, Date.now())}
        </p>
      )}
      <div className={styles["deeds"]}>
        {resolved === undefined && (
          <Button size="small" onClick={() => ask("resolve")}>
            {words.resolve}
          </Button>
        )}
        {(canDelete || isOther) && (
          <Menu trigger={<IconButton size="small" label={words.more} icon={<Ellipsis size={18} />} />}>
            {canDelete && (
              <MenuItem isDangerous icon={<Trash2 size={16} />} onSelect={() => ask("delete")}>
                {words.deleteMessage}
              </MenuItem>
            )}
            {mayRemove && (
              <MenuItem isDangerous icon={<UserMinus size={16} />} onSelect={() => ask("remove")}>
                {words.removeAuthor(user.name)}
              </MenuItem>
            )}
            {isOther && (
              <MenuItem isDangerous icon={<Gavel size={16} />} onSelect={() => ask("ban")}>
                {words.banAuthor(user.name)}
              </MenuItem>
            )}
          </Menu>
        )}
      </div>
      {deed !== undefined && (
        <ReportDeed
          deed={deed}
          report={report}
          keeping={keeping}
          isOpen={isAsking}
          onClose={() => setAsking(false)}
          onChange={onChange}
        />
      )}
    </li>
  );
}

/** The message, as a link where it can be read, or the person. */
function Reported({ report: { user, message } }: { readonly report: Report }) {
  const rooms = useRooms();
  if (message === undefined) {
    return (
      <p className={styles["person"]}>
        <PersonAvatar person={user} />
        <span className={styles["name"]}>{words.aboutPerson(user.name)}</span>
      </p>
    );
  }
  if (rooms.some(({ room }) => room.id === message.roomId)) return <MessageLink message={message} isShownAnyway />;
  return (
    <div className={styles["inset"]}>
      <PanelMessage message={{ ...message, state: "sent", key: String(message.id) }} isShownAnyway />
    </div>
  );
}
