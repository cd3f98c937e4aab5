import "../design/tokens.css";
import "../design/base.css";
import "./playground.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { TipProvider } from "../design/Tip.tsx";
import { ToastProvider } from "../design/Toasts.tsx";
import { browserWorld } from "./column/world.ts";
import { keepIn } from "./guests.ts";
import { Playground } from "./playground.ts";
import { PlaygroundProvider } from "./view/context.ts";
import { Page } from "./view/Page.tsx";

/** Even to ask for it may be refused. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");
const playground = new Playground(browserWorld(keepIn(storage())), location.href);
createRoot(root).render(
  <StrictMode>
    <TipProvider>
      <ToastProvider>
        <PlaygroundProvider value={playground}>
          <Page />
        </PlaygroundProvider>
      </ToastProvider>
    </TipProvider>
  </StrictMode>,
);
void playground.start(async (url) => {
  const response = await fetch(url);
  return response.ok ? ((await response.json()) as unknown) : null;
});
