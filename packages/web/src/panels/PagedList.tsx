import { useConnection } from "@parlance/client/react";
import { CloudOff, TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "../design/Button.tsx";
import { Notice } from "../design/Notice.tsx";
import { text } from "../text/text.ts";
import styles from "./PagedList.module.css";
import { Bones } from "./PanelSkeleton.tsx";
import type { UsedPages } from "./use-pages.ts";

interface PagedListProps {
  readonly pages: Pick<UsedPages<unknown, unknown>, "items" | "next" | "state" | "error" | "isBegun" | "loadMore" | "reload">;
  readonly empty: ReactNode;
  readonly children: ReactNode;
}

/** What comes page by page: with what stands there while it comes, when there is nothing, and when it does not come. */
export function PagedList({ pages, empty, children }: PagedListProps) {
  const isOnline = useConnection().state === "online";
  const { items, next, state, error, isBegun, loadMore, reload } = pages;
  if (!isBegun && state !== "failed") return isOnline ? <Bones /> : <Offline />;
  if (!isBegun) return isOnline ? <Failed error={error} retry={reload} /> : <Offline />;
  if (items.length === 0 && next === undefined) return empty;
  return (
    <>
      {children}
      {next !== undefined && <More state={state} loadMore={loadMore} />}
    </>
  );
}

export function Offline() {
  return (
    <Notice icon={<CloudOff size={26} />} title={text.panels.offline}>
      {text.panels.offlineHint}
    </Notice>
  );
}

export function Failed({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  return (
    <Notice
      icon={<TriangleAlert size={26} />}
      title={text.panels.failed}
      action={<Button onClick={retry}>{text.common.retry}</Button>}
    >
      {text.errors(error)}
    </Notice>
  );
}

/** Comes into sight when the end does: then there is more, also for whoever presses it. */
function More({ state, loadMore }: Pick<PagedListProps["pages"], "state" | "loadMore">) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current === null || state !== "here") return;
    const eye = new IntersectionObserver(([seen]) => seen?.isIntersecting && loadMore(), { rootMargin: "200px" });
    eye.observe(end.current);
    return () => eye.disconnect();
  }, [state, loadMore]);
  return (
    <div ref={end} className={styles["more"]}>
      <Button size="small" variant="quiet" isBusy={state === "loading"} onClick={loadMore}>
        {state === "failed" ? text.common.retry : text.panels.more}
      </Button>
    </div>
  );
}
