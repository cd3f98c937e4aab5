import { ArrowLeft, Bell, ChevronRight, Download, KeyRound, MonitorSmartphone, Palette, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../design/Button.tsx";
import { Dialog } from "../design/Dialog.tsx";
import { Tabs } from "../design/Tabs.tsx";
import { useIsPhone } from "../design/use-is-phone.ts";
import type { Session } from "../session/session.ts";
import { text } from "../text/text.ts";
import { AppearanceSettings } from "./AppearanceSettings.tsx";
import { DataSettings } from "./DataSettings.tsx";
import { GuestInvitation } from "./GuestInvitation.tsx";
import { NotificationSettings } from "./NotificationSettings.tsx";
import { PasswordSettings } from "./PasswordSettings.tsx";
import { ProfileSettings } from "./ProfileSettings.tsx";
import { guestPages, type SettingsPage, settingsPages } from "./pages.ts";
import { SessionSettings } from "./SessionSettings.tsx";
import styles from "./Settings.module.css";

const icons: Readonly<Record<SettingsPage, ReactNode>> = {
  profile: <UserRound size={18} />,
  password: <KeyRound size={18} />,
  sessions: <MonitorSmartphone size={18} />,
  appearance: <Palette size={18} />,
  notifications: <Bell size={18} />,
  data: <Download size={18} />,
};

interface SettingsProps {
  readonly session: Session;
  readonly page: SettingsPage | "all";
  readonly go: (page: SettingsPage | "all" | undefined) => void;
}

/** What is one's own to change: all of it beside its list, or on a phone the list first and then a page. */
export function Settings({ session, page, go }: SettingsProps) {
  const isPhone = useIsPhone();
  const isGuest = session.kind === "guest";
  const pages = isGuest ? guestPages : settingsPages;
  const isList = isPhone && page === "all";
  const shown = page === "all" || !pages.includes(page) ? "profile" : page;
  const content = <Page page={shown} isGuest={isGuest} />;
  const words = text.settings;
  return (
    <Dialog isOpen size="large" onClose={() => go(undefined)} title={isPhone && !isList ? words.tabs[shown] : words.title}>
      {isPhone ? (
        <div key={page} ref={takeFocus} tabIndex={-1} className={styles["pages"]}>
          {isList ? (
            <List pages={pages} go={go} />
          ) : (
            <>
              <Button variant="quiet" icon={<ArrowLeft size={18} />} className={styles["back"]} onClick={() => go("all")}>
                {words.back}
              </Button>
              {content}
            </>
          )}
        </div>
      ) : (
        <div className={styles["beside"]}>
          <Tabs
            look="list"
            label={words.title}
            tabs={pages.map((name) => ({ name, label: words.tabs[name], icon: icons[name] }))}
            value={shown}
            onChange={go}
          >
            {content}
          </Tabs>
        </div>
      )}
    </Dialog>
  );
}

/** What was pressed to come here is gone, and the focus with it. */
function takeFocus(page: HTMLElement | null): void {
  if (page !== null && document.activeElement === document.body) page.focus({ preventScroll: true });
}

function List({ pages, go }: { readonly pages: readonly SettingsPage[]; readonly go: (page: SettingsPage) => void }) {
  return (
    <ul className={styles["list"]}>
      {pages.map((name) => (
        <li key={name}>
          <button type="button" className={styles["entry"]} onClick={() => go(name)}>
            {icons[name]}
            <span className={styles["label"]}>{text.settings.tabs[name]}</span>
            <ChevronRight size={18} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Page({ page, isGuest }: { readonly page: SettingsPage; readonly isGuest: boolean }) {
  switch (page) {
    case "profile":
      return isGuest ? <GuestInvitation /> : <ProfileSettings />;
    case "password":
      return <PasswordSettings />;
    case "sessions":
      return <SessionSettings />;
    case "appearance":
      return <AppearanceSettings />;
    case "notifications":
      return <NotificationSettings />;
    case "data":
      return <DataSettings />;
  }
}
