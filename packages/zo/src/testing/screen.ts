import { JSDOM } from "jsdom";
import { createElement, type FunctionComponent, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";

const dom = new JSDOM("<!doctype html><body></body>", { url: "http://localhost/", pretendToBeVisual: true });
Object.assign(globalThis, { window: dom.window, document: dom.window.document });

/** A component on a page, in strict mode. Nothing is faked: what is on the page is what React put there by itself. */
export class Screen implements Disposable {
  readonly #root: Root;
  /** Its own: React 18 warns of roots in the body itself. */
  readonly #container = dom.window.document.createElement("main");
  readonly #complaints: unknown[] = [];
  // biome-ignore lint/suspicious/noConsole: React complains there
  readonly #consoleError = console.error;

  constructor(component: FunctionComponent) {
    console.error = (...words: unknown[]) => this.#complaints.push(words.join(" "));
    dom.window.document.body.append(this.#container);
    this.#root = createRoot(this.#container);
    this.#root.render(createElement(StrictMode, null, createElement(component)));
  }

  get text(): string {
    return this.#container.textContent ?? "";
  }

  /** Resolves when the page reads so. */
  async reads(text: string): Promise<void> {
    if (this.text === text) return;
    await new Promise<void>((resolve) => {
      const observer = new dom.window.MutationObserver(() => {
        if (this.text !== text) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(this.#container, { subtree: true, childList: true, characterData: true });
    });
  }

  /** What React complained of, which is nothing as a rule. */
  get complaints(): readonly unknown[] {
    return this.#complaints;
  }

  unmount(): void {
    this.#root.unmount();
  }

  [Symbol.dispose](): void {
    this.unmount();
    this.#container.remove();
    console.error = this.#consoleError;
  }
}
