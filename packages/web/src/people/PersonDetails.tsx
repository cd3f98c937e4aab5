import type { Person } from "@parlance/client";
import { useChat, useMe, usePresence } from "@parlance/client/react";
import { Ban, Ellipsis, Flag, MessageCircle, NotebookPen, ShieldCheck, UserMinus, VolumeX } from "lucide-react";
import { Button } from "../design/Button.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { Menu, MenuItem, MenuSeparator } from "../design/Menu.tsx";
import { say } from "../design/Toasts.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import { setBlocked, useBlocked } from "./blocked.ts";
import { useOpenDirect } from "./open-direct.ts";
import styles from "./PersonCard.module.css";
import { PersonFace } from "./PersonFace.tsx";
import type { Powers } from "./people-rights.ts";
import type { Deed } from "./person-deeds.ts";
import { usePowersOver } from "./powers.ts";
import { useProfile } from "./profiles.ts";

interface PersonDetailsProps {
  readonly person: Person;
  readonly roomId: string;
  /** In the direct room with them: there is no need to go there. */
  readonly isHere?: boolean;
  /** What needs to be asked first. */
  readonly onAsk: (deed: Deed) => void;
  readonly onDone: () => void;
}

const words = text.people;

export function PersonDetails({ person, roomId, isHere = false, onAsk, onDone }: PersonDetailsProps) {
  const me = useMe();
  const profile = useProfile(person.id);
  const status = usePresence(person.id);
  const blocked = useBlocked().has(person.id);
  const { role, ...powers } = usePowersOver(person.id, roomId);
  const isMe = me?.id === person.id;
  return (
    <div className={styles["card"]}>
      <PersonFace person={person} profile={profile} status={status} role={role} />
      {profile?.about !== undefined && <p className={styles["about"]}>{profile.about}</p>}
      {blocked && <p className={styles["blocked"]}>{words.isBlocked}</p>}
      <div className={styles["deeds"]}>
        {!isHere && person.kind !== "address" && <DirectButton userId={person.id} isMe={isMe} onDone={onDone} />}
        <DeedsMenu person={person} isHere={isHere} isMe={isMe} isBlocked={blocked} powers={powers} onAsk={onAsk} />
      </div>
    </div>
  );
}

function DirectButton({
  userId,
  isMe,
  onDone,
}: {
  readonly userId: string;
  readonly isMe: boolean;
  readonly onDone: () => void;
}) {
  const openDirect = useOpenDirect();
  const open = async (): Promise<void> => {
    try {
      await openDirect(userId);
      onDone();
    } catch (error) {
      say(words.directRefused[reasonOf(error)] ?? text.errors(error), { isError: true });
    }
  };
  return (
    <Button
      variant="primary"
      size="small"
      icon={isMe ? <NotebookPen size={16} /> : <MessageCircle size={16} />}
      onClick={() => void open()}
    >
      {isMe ? words.notes : words.message}
    </Button>
  );
}

interface DeedsMenuProps extends Pick<PersonDetailsProps, "person" | "isHere" | "onAsk"> {
  readonly isMe: boolean;
  readonly isBlocked: boolean;
  readonly powers: Powers;
}

function DeedsMenu({ person, isHere = false, isMe, isBlocked, powers, onAsk }: DeedsMenuProps) {
  const chat = useChat();
  const { roles, mayRemove, mayBan } = powers;
  // One known by an address alone can neither be blocked nor reported.
  const isPlain = isMe || person.kind === "address";
  if (isPlain && roles.length === 0 && !mayRemove && !mayBan) return null;
  const trigger = isHere ? (
    <Button size="small" icon={<Ellipsis size={16} />}>
      {words.more}
    </Button>
  ) : (
    <IconButton size="small" label={words.more} icon={<Ellipsis size={18} />} />
  );
  return (
    <Menu align="start" trigger={trigger}>
      {!isPlain && (
        <>
          <MenuItem icon={<VolumeX size={16} />} onSelect={() => void setBlocked(chat, person, !isBlocked)}>
            {isBlocked ? words.unblock : words.block}
          </MenuItem>
          <MenuItem icon={<Flag size={16} />} onSelect={() => onAsk({ kind: "report" })}>
            {words.report}
          </MenuItem>
        </>
      )}
      {!isPlain && (roles.length > 0 || mayRemove || mayBan) && <MenuSeparator />}
      {roles.map((role) => (
        <MenuItem key={role} icon={<ShieldCheck size={16} />} onSelect={() => onAsk({ kind: "role", role })}>
          {role === "member" ? words.makeMember : words.makeRole(role)}
        </MenuItem>
      ))}
      {mayRemove && (
        <MenuItem isDangerous icon={<UserMinus size={16} />} onSelect={() => onAsk({ kind: "remove" })}>
          {words.remove}
        </MenuItem>
      )}
      {mayBan && (
        <MenuItem isDangerous icon={<Ban size={16} />} onSelect={() => onAsk({ kind: "ban" })}>
          {words.ban}
        </MenuItem>
      )}
    </Menu>
  );
}
