import { DraftStore } from "./draft-store.ts";

/** This browser's drafts. */
export const drafts = new DraftStore(localStorage, {
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
});

// A phone that puts the page away may never take it up again.
document.addEventListener("visibilitychange", () => drafts.flush());
addEventListener("pagehide", () => drafts.flush());

/** For signing out. */
export const forgetDrafts = (): void => drafts.forget();
