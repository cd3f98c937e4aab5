import type { Person } from "@parlance/client";
import { useConnection, useMe, usePresence } from "@parlance/client/react";
import { BookOpen, ChevronsUpDown, FlaskConical, Keyboard, LogOut, Moon, Settings, Sun, UserPlus } from "lucide-react";
import type { ComponentProps } from "react";
import { ownUrl } from "../app/own-url.ts";
import { Avatar } from "../design/Avatar.tsx";
import { ForReaders } from "../design/ForReaders.tsx";
import { Menu, MenuItem, MenuSeparator } from "../design/Menu.tsx";
import { MenuLink } from "../design/MenuLink.tsx";
import { useProfile } from "../people/profiles.ts";
import { type Leaving, useLeaving } from "../session/Leave.tsx";
import type { Session } from "../session/session.ts";
import { text } from "../text/text.ts";
import { settingsDoor } from "./door.ts";
import styles from "./MeMenu.module.css";
import { preferences } from "./preferences.ts";
import { usePreferences } from "./use-preferences.ts";

interface MeMenuProps {
  readonly session: Session;
  /** Shows the keyboard shortcuts, where there is something that does. */
  readonly onShortcuts?: () => void;
}

/** Who one is, and what is one's own: settings, away and back, and the way out. */
export function MeMenu({ session, onShortcuts }: MeMenuProps) {
  const { leave, dialog } = useLeaving();
  return (
    <>
      <Menu trigger={<Me session={session} />} side="top" align="start">
        <Items isGuest={session.kind === "guest"} onShortcuts={onShortcuts} leave={leave} />
      </Menu>
      {dialog}
    </>
  );
}

interface ItemsProps {
  readonly isGuest: boolean;
  readonly onShortcuts: (() => void) | undefined;
  readonly leave: (leaving: Leaving) => void;
}

function Items({ isGuest, onShortcuts, leave }: ItemsProps) {
  const { saidAway } = usePreferences();
  const words = text.settings;
  return (
    <>
      {isGuest && (
        <MenuItem icon={<UserPlus size={18} />} onSelect={() => leave("to_account")}>
          {words.createAccount}
        </MenuItem>
      )}
      <MenuItem icon={<Settings size={18} />} onSelect={() => settingsDoor.set("all")}>
        {words.settings}
      </MenuItem>
      <MenuItem
        icon={saidAway ? <Sun size={18} /> : <Moon size={18} />}
        onSelect={() => preferences.change({ saidAway: !saidAway })}
      >
        {saidAway ? words.setBack : words.setAway}
      </MenuItem>
      <MenuSeparator />
      {onShortcuts !== undefined && (
        <MenuItem icon={<Keyboard size={18} />} onSelect={onShortcuts}>
          {words.shortcuts}
        </MenuItem>
      )}
      <MenuLink icon={<FlaskConical size={18} />} href="/playground">
        {words.playground}
      </MenuLink>
      <MenuLink icon={<BookOpen size={18} />} href="/docs">
        {words.docs}
      </MenuLink>
      <MenuSeparator />
      <MenuItem icon={<LogOut size={18} />} onSelect={() => leave("sign_out")}>
        {text.entry.signOut}
      </MenuItem>
    </>
  );
}

/** The button: the menu gives it what a trigger needs. */
function Me({ session, ...trigger }: { readonly session: Session } & Record<string, unknown>) {
  const me = useMe();
  const { name } = session;
  return (
    <button type="button" {...trigger} className={styles["me"]}>
      {me === undefined ? <Who id={name} name={name} state={text.settings.presence.offline} /> : <MySelf me={me} />}
      <ForReaders>{text.settings.menu}</ForReaders>
      <ChevronsUpDown size={16} aria-hidden="true" className={styles["more"]} />
    </button>
  );
}

/** Presence is as others see it; that one is offline one sees first. */
function MySelf({ me }: { readonly me: Person }) {
  const profile = useProfile(me.id);
  const isConnected = useConnection().state === "online";
  const status = usePresence(me.id);
  const { saidAway } = usePreferences();
  const presence = !isConnected ? "offline" : saidAway || status?.state === "away" ? "away" : "online";
  const words = text.settings;
  const state = words.presence[presence];
  return (
    <Who
      id={me.id}
      name={profile?.displayName ?? me.name}
      url={ownUrl(profile?.avatarUrl)}
      presence={presence}
      state={me.kind === "guest" ? `${words.guest} · ${state}` : state}
    />
  );
}

type WhoProps = Pick<ComponentProps<typeof Avatar>, "id" | "name" | "url" | "presence"> & { readonly state: string };

function Who({ state, ...person }: WhoProps) {
  return (
    <>
      <Avatar {...person} />
      <span className={styles["who"]}>
        <span className={styles["name"]}>{person.name}</span>
        <span className={styles["state"]}>{state}</span>
      </span>
    </>
  );
}
