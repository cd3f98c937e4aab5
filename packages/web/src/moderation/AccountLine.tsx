import type { AccountRow } from "@parlance/client/contract";
import { useChat, useMe } from "@parlance/client/react";
import { Ellipsis, Gavel, ShieldCheck, ShieldOff, Undo2 } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "../design/ConfirmDialog.tsx";
import { classes } from "../design/classes.ts";
import { IconButton } from "../design/IconButton.tsx";
import { Menu, MenuItem } from "../design/Menu.tsx";
import { say } from "../design/Toasts.tsx";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { shortMomentText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import { BanDialog } from "./BanDialog.tsx";
import type { Keeping } from "./keeping.ts";
import styles from "./Rows.module.css";

const words = text.moderation;

interface AccountLineProps {
  readonly row: AccountRow;
  readonly keeping: Keeping;
  readonly onChange: (row: AccountRow) => void;
}

type Deed = "ban" | "unban" | "admin";

/** An account, what it is on the server, and what can be done about it. */
export function AccountLine({ row, keeping, onChange }: AccountLineProps) {
  const { user, displayName, lastActiveAt, isAdmin, isBanned } = row;
  const [deed, setDeed] = useState<Deed>();
  const [isAsking, setAsking] = useState(false);
  const isMe = useMe()?.id === user.id;
  const ask = (asked: Deed): void => {
    setDeed(asked);
    setAsking(true);
  };
  return (
    <li className={classes(styles["row"], styles["person"])}>
      <div className={classes(styles["person"], styles["who"])}>
        <PersonAvatar person={user} />
        <div className={styles["who"]}>
          <p className={styles["name"]}>
            {displayName ?? user.name} {displayName !== undefined && <span className={styles["note"]}>{user.name}</span>}
          </p>
          <p className={styles["note"]}>
            {isAdmin && <span className={styles["badge"]}>{words.administrator}</span>}{" "}
            {isBanned && <span className={classes(styles["badge"], styles["warning"])}>{words.isBanned}</span>}{" "}
            {words.lastThere(shortMomentText(lastActiveAt, Date.now()))}
          </p>
        </div>
      </div>
      <Menu trigger={<IconButton size="small" label={words.deedsOf(user.name)} icon={<Ellipsis size={18} />} />}>
        {!isBanned && (
          <MenuItem icon={isAdmin ? <ShieldOff size={16} /> : <ShieldCheck size={16} />} onSelect={() => ask("admin")}>
            {isAdmin ? words.unmakeAdmin : words.makeAdmin}
          </MenuItem>
        )}
        {isBanned ? (
          <MenuItem icon={<Undo2 size={16} />} onSelect={() => ask("unban")}>
            {words.liftServerBan}
          </MenuItem>
        ) : (
          <MenuItem isDangerous isDisabled={isMe || isAdmin} icon={<Gavel size={16} />} onSelect={() => ask("ban")}>
            {words.banFromServer}
          </MenuItem>
        )}
      </Menu>
      {deed === "ban" ? (
        <BanDialog
          isOpen={isAsking}
          onClose={() => setAsking(false)}
          person={user}
          keeping={keeping}
          onDone={() => onChange({ ...row, isBanned: true })}
        />
      ) : (
        deed && (
          <Change
            deed={deed}
            row={row}
            keeping={keeping}
            isOpen={isAsking}
            onClose={() => setAsking(false)}
            onChange={onChange}
          />
        )
      )}
    </li>
  );
}

interface ChangeProps extends AccountLineProps {
  readonly deed: "unban" | "admin";
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function Change({ deed, row, keeping, onChange, ...dialog }: ChangeProps) {
  const chat = useChat();
  const { user, isAdmin } = row;
  if (deed === "unban") {
    const unban = async (): Promise<void> => {
      await keeping.unban(user.id);
      say(words.lifted(user.name));
      onChange({ ...row, isBanned: false });
    };
    return (
      <ConfirmDialog
        {...dialog}
        title={words.liftTitle(user.name)}
        about={words.liftAbout}
        confirm={words.liftServerBan}
        onConfirm={unban}
      />
    );
  }
  const change = async (): Promise<void> => {
    await chat.call.server.setAdmin({ userId: user.id, isAdmin: !isAdmin });
    say(isAdmin ? words.unmadeAdmin(user.name) : words.madeAdmin(user.name));
    onChange({ ...row, isAdmin: !isAdmin });
  };
  return (
    <ConfirmDialog
      {...dialog}
      isDangerous
      title={isAdmin ? words.unmakeAdminTitle(user.name) : words.makeAdminTitle(user.name)}
      about={isAdmin ? words.unmakeAdminAbout : words.makeAdminAbout}
      confirm={isAdmin ? words.unmakeAdmin : words.makeAdmin}
      refused={words.refused}
      onConfirm={change}
    />
  );
}
