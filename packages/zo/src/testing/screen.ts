import { JSDOM } from "jsdom";
import { createElement, type FunctionComponent, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";

const dom = new JSDOM("<!doctype html><body></body>", { url: "http://localhost/", pretendToBeVisual: true });
Object.assign(globalThis, { window: dom.window, document: dom.window.document });

/** A component on a page, in strict mode. Nothing is faked: what is on the page is what React put there by itself. */
export class Screen implements Disposable {
  readonly #root: Root;
  readonly #complaints: unknown[] = [];
  readonly #complained = Promise.withResolvers<unknown>();
  // biome-ignore lint/suspicious/noConsole: React complains there
  readonly #consoleError = console.error;

  constructor(component: FunctionComponent) {
    const complain = (complaint: unknown): void => {
      this.#complaints.push(complaint);
      this.#complained.resolve(complaint);
    };
    console.error = (...words: unknown[]) => complain(words.join(" "));
    this.#root = createRoot(dom.window.document.body, { onUncaughtError: complain });
    this.#root.render(createElement(StrictMode, null, createElement(component)));
  }

  get text(): string {
    return dom.window.document.body.textContent ?? "";
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
      observer.observe(dom.window.document.body, { subtree: true, childList: true, characterData: true });
    });
  }

  /** What React complained of, which is nothing as a rule. */
  get complaints(): readonly unknown[] {
    return this.#complaints;
  }

  /** The first of them. */
  get complaint(): Promise<unknown> {
    return this.#complained.promise;
  }

  unmount(): void {
    this.#root.unmount();
  }

  [Symbol.dispose](): void {
    this.unmount();
    console.error = this.#consoleError;
  }
}
