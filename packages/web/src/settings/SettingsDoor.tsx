import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import type { Session } from "../session/session.ts";
import { settingsDoor } from "./door.ts";

const Settings = lazy(async () => ({ default: (await import("./Settings.tsx")).Settings }));

/** The settings, loaded when they are opened first. */
export function SettingsDoor({ session }: { readonly session: Session }) {
  const page = useSyncExternalStore(settingsDoor.subscribe, settingsDoor.get);
  // Whoever is here next begins anew.
  useEffect(() => () => settingsDoor.set(undefined), []);
  if (page === undefined) return null;
  return (
    <Suspense fallback={null}>
      <Settings session={session} page={page} go={settingsDoor.set} />
    </Suspense>
  );
}
