/** Somebody at a browser of their own: nothing is shared with the others but the server. */
import { type Account, newAccount } from "@parlance/conformance/accounts.ts";
import type { Deployment } from "@parlance/conformance/deployment.ts";
import type { BrowserContext, Page } from "playwright-core";
import type { Session } from "../../src/session/session.ts";
import { assertAccessible } from "./accessibility.ts";
import { browser } from "./browser.ts";
import { type ColorScheme, type Looks, screenshot, screenshots, type Viewport, viewports } from "./screenshots.ts";
import { Troubles } from "./troubles.ts";

export interface PersonOptions {
  /** Default: desktop. */
  readonly viewport?: Viewport;
  /** Default: light. */
  readonly colorScheme?: ColorScheme;
  /** Default: yes, so that what is seen is there at once. */
  readonly reducedMotion?: "reduce" | "no-preference";
  /** Already known to the server and signed in, when the first page opens. Default: nobody yet. */
  readonly as?: "account" | "guest";
  /** An account they have already; another browser of somebody. */
  readonly account?: Account | undefined;
  /** Where the first page opens. Default: `/`. */
  readonly path?: string;
}

export interface PersonDependencies {
  readonly deployment: Deployment;
  readonly expected: readonly RegExp[];
}

/** As long as something to be seen is waited for. */
const patienceMs = 10_000;

export class Person {
  readonly name: string;
  readonly context: BrowserContext;
  /** The first of their pages; `context.newPage()` is another tab. */
  readonly page: Page;
  /** Of one who came with an account. */
  readonly account: Account | undefined;
  readonly troubles: Troubles;
  readonly #looks: Looks;

  private constructor(fields: Pick<Person, "name" | "context" | "page" | "account" | "troubles">, looks: Looks) {
    this.name = fields.name;
    this.context = fields.context;
    this.page = fields.page;
    this.account = fields.account;
    this.troubles = fields.troubles;
    this.#looks = looks;
  }

  static async open(name: string, options: PersonOptions, { deployment, expected }: PersonDependencies): Promise<Person> {
    const { viewport = "desktop", colorScheme = "light", reducedMotion = "reduce", path = "/" } = options;
    const account = options.account ?? (options.as === "account" ? await newAccount(deployment, name) : undefined);
    const session = options.as === "guest" ? guest(name) : sessionOf(account);
    const context = await (await browser()).newContext({
      baseURL: deployment.http,
      viewport: viewports[viewport],
      hasTouch: viewport === "phone",
      colorScheme,
      reducedMotion,
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      ...(session !== undefined && { storageState: stored(session, deployment) }),
    });
    context.setDefaultTimeout(patienceMs);
    const troubles = new Troubles(deployment.http);
    for (const pattern of expected) troubles.expect(pattern);
    await troubles.watch(context);
    const page = await context.newPage();
    await page.goto(path);
    return new Person({ name: account?.name ?? name, context, page, account, troubles }, { viewport, colorScheme });
  }

  /** Fails with a list of what axe-core finds wrong in their page. */
  axe(): Promise<void> {
    return assertAccessible(this.page);
  }

  /** Writes what they see to `packages/web/screenshots`. */
  screenshot(name: string): Promise<void> {
    return screenshot(this.page, name);
  }

  /** The same in light and dark, on a phone and a desktop; `atSize` is called at each size. */
  screenshots(name: string, atSize?: (size: Viewport) => Promise<void>): Promise<void> {
    return screenshots(this.page, name, { own: this.#looks, ...(atSize && { atSize }) });
  }
}

function sessionOf(account: Account | undefined): Session | undefined {
  return account && { kind: "account", userId: account.id, name: account.name, token: account.token };
}

const guest = (name: string): Session => ({ kind: "guest", name, secret: crypto.randomUUID() });

/** As if they had signed in before: what the client stores (src/session/session-store.ts). */
function stored(session: Session, { http: origin }: Deployment) {
  return { cookies: [], origins: [{ origin, localStorage: [{ name: "parlance.session", value: JSON.stringify(session) }] }] };
}
