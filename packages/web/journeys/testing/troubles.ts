/** What a page complains of, or does that it must not: errors, violations of its policy, requests that fail or go elsewhere. */
import type { BrowserContext, Page } from "playwright-core";

export class Troubles {
  readonly #seen: string[] = [];
  readonly #expected: RegExp[] = [];
  readonly #origin: string;
  #waiting: { readonly pattern: RegExp; readonly seen: () => void }[] = [];

  /** `origin`: the only one that may be asked. */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** The test brings about what this fits, before or after it is said. */
  expect(trouble: RegExp): void {
    this.#expected.push(trouble);
  }

  /** All that was not expected, until now. */
  get unexpected(): readonly string[] {
    return this.#seen.filter((trouble) => !this.#expected.some((pattern) => pattern.test(trouble)));
  }

  /** Resolves when there was trouble that fits. */
  async seen(pattern: RegExp): Promise<void> {
    if (this.#seen.some((trouble) => pattern.test(trouble))) return;
    await new Promise<void>((seen) => this.#waiting.push({ pattern, seen }));
  }

  async watch(context: BrowserContext): Promise<void> {
    context.on("page", (page) => this.#watchPage(page));
    // Chromium says it on the console, too, but not where and not always.
    await context.addInitScript(() => {
      document.addEventListener(
        "securitypolicyviolation",
        ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) => {
          // biome-ignore lint/suspicious/noConsole: the page's console is how it tells
          console.error(`policy: ${effectiveDirective} blocked ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
        },
      );
    });
  }

  #watchPage(page: Page): void {
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        this.#see(`console: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => this.#see(`error: ${error.stack ?? error.message}`));
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // Whoever leaves a page, or no longer wants an answer.
      if (why !== "net::ERR_ABORTED") this.#see(`request: ${request.method()} ${request.url()} ${why}`);
    });
    page.on("request", (request) => this.#visit(request.url()));
    page.on("websocket", (socket) => this.#visit(socket.url()));
  }

  #visit(url: string): void {
    if (new URL(url.replace(/^ws/, "http")).origin !== this.#origin) this.#see(`elsewhere: ${url}`);
  }

  #see(trouble: string): void {
    this.#seen.push(trouble);
    this.#waiting = this.#waiting.filter(({ pattern, seen }) => {
      if (pattern.test(trouble)) seen();
      return !pattern.test(trouble);
    });
  }
}
