import { ChatProvider } from "@parlance/client/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ChatPage } from "../chat/ChatPage.tsx";
import { TipProvider } from "../design/Tip.tsx";
import { ToastProvider } from "../design/Toasts.tsx";
import { Background } from "../notifications/Background.tsx";
import { leaveChat, openChat } from "../session/chat-session.ts";
import { door } from "../session/door.ts";
import { Entry } from "../session/Entry.tsx";
import { isSame, type Session } from "../session/session.ts";
import { keepSession } from "../session/session-life.ts";
import { sessionStore } from "../session/session-store.ts";
import { SettingsDoor } from "../settings/SettingsDoor.tsx";

export function App() {
  const session = useSyncExternalStore(sessionStore.subscribe, sessionStore.get);
  return (
    <TipProvider>
      <ToastProvider>{session === undefined ? <Entry /> : <SignedIn session={session} />}</ToastProvider>
    </TipProvider>
  );
}

type Opened = { readonly session: Session; readonly chat: ReturnType<typeof openChat> };

/** Keeps one chat as long as the person is the same. */
function SignedIn({ session }: { readonly session: Session }) {
  const [opened, setOpened] = useState<Opened>();
  const person = session.kind === "account" ? session.userId : session.secret;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another token of the same person is no reason for another chat
  useEffect(() => {
    const chat = openChat(session);
    const stop = keepSession(chat, session);
    setOpened({ session, chat });
    return () => {
      stop();
      void leaveChat(chat, session);
    };
  }, [person]);
  const isAtDoor = useSyncExternalStore(door.subscribe, door.get) !== undefined;
  if (opened === undefined || !isSame(opened.session, session)) return null;
  return (
    <ChatProvider value={opened.chat}>
      <Background />
      {isAtDoor && session.kind === "guest" ? <Entry guestName={session.name} /> : <ChatPage session={session} />}
      <SettingsDoor session={session} />
    </ChatProvider>
  );
}
