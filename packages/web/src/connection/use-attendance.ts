import { useChat } from "@parlance/client/react";
import { useEffect } from "react";
import { usePreferences } from "../settings/use-preferences.ts";
import { isAway } from "./away.ts";

const lookEveryMs = 30_000;
const inputs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** Tells the server whether somebody is there. */
export function useAttendance(): void {
  const chat = useChat();
  const { saidAway } = usePreferences();
  useEffect(() => {
    let hiddenSince = document.hidden ? Date.now() : undefined;
    let lastInputAt = Date.now();
    let wasAway: boolean | undefined;
    const look = (): void => {
      const away = isAway({ saidAway, hiddenSince, lastInputAt }, Date.now());
      if (away !== wasAway) chat.setAway(away);
      wasAway = away;
    };
    const seen = (): void => {
      hiddenSince = document.hidden ? (hiddenSince ?? Date.now()) : undefined;
      lastInputAt = Date.now();
      look();
    };
    const touched = (): void => {
      lastInputAt = Date.now();
      if (wasAway === true) look();
    };
    look();
    const timer = setInterval(look, lookEveryMs);
    document.addEventListener("visibilitychange", seen);
    for (const input of inputs) addEventListener(input, touched, { passive: true });
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      for (const input of inputs) removeEventListener(input, touched);
    };
  }, [chat, saidAway]);
}

/** The browser knows first when the network comes and goes, and when the computer was asleep. */
export function useNetwork(): void {
  const chat = useChat();
  useEffect(() => {
    const again = (): void => {
      if (chat.connection.get().state !== "closed") chat.reconnect();
    };
    const seen = (): void => {
      if (!document.hidden && chat.connection.get().state === "offline") chat.reconnect();
    };
    addEventListener("online", again);
    addEventListener("offline", again);
    document.addEventListener("visibilitychange", seen);
    return () => {
      removeEventListener("online", again);
      removeEventListener("offline", again);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [chat]);
}
