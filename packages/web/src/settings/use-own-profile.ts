import { useChat, useConnection } from "@parlance/client/react";
import { useEffect } from "react";
import { profilesOf } from "../people/profiles.ts";

/** Keeps one's own profile as it is now, whichever device changed it: the server tells a connection that asked once. */
export function useOwnProfile(): void {
  const chat = useChat();
  const isOnline = useConnection().state === "online";
  useEffect(() => chat.client.on.account.onChanged(({ profile }) => profilesOf(chat).keep(profile)), [chat]);
  useEffect(() => {
    if (!isOnline) return;
    chat.call.account.me({}).then(
      ({ profile }) => profilesOf(chat).keep(profile),
      // The connection has gone; with the next one it is asked again.
      () => undefined,
    );
  }, [chat, isOnline]);
}
