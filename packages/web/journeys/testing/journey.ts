/** The frame of a journey: a real server that serves the built client, and people at real browsers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Chat, createChat } from "@parlance/client";
import { type Account, newAccount } from "@parlance/conformance/accounts.ts";
import { ServerProcess, type StartOptions, temporaryFolder } from "@parlance/conformance/server-process.ts";
import { browser } from "./browser.ts";
import { clientIsBuilt } from "./built.ts";
import { whyNoBrowser } from "./chromium.ts";
import { Person, type PersonOptions } from "./person.ts";

/** What every page says, rightly, when its server goes away. */
const serverGone = [/ERR_CONNECTION_(?:REFUSED|RESET|CLOSED)/, /ERR_EMPTY_RESPONSE/, /WebSocket connection to/];

export class Stage implements AsyncDisposable {
  readonly people: Person[] = [];
  readonly #folder: string;
  readonly #options: StartOptions;
  readonly #expected: RegExp[] = [];
  readonly #chats: Chat[] = [];
  #server: ServerProcess;

  private constructor(server: ServerProcess, folder: string, options: StartOptions) {
    this.#server = server;
    this.#folder = folder;
    this.#options = options;
  }

  static async open(folder: string, options: StartOptions): Promise<Stage> {
    await clientIsBuilt();
    const given = { limits: "off", ...options } as const;
    return new Stage(await ServerProcess.start(folder, given), folder, given);
  }

  get server(): ServerProcess {
    return this.#server;
  }

  /** A browser of their own, at the client's first page; nobody else sees their storage. */
  async person(name: string, options: PersonOptions = {}): Promise<Person> {
    const person = await Person.open(name, options, { deployment: this.#server.deployment, expected: this.#expected });
    this.people.push(person);
    return person;
  }

  /** Somebody by the SDK, for what the journey is not about: a person's other device, or one without a browser. Closed with the stage. */
  device({ token }: Pick<Account, "token">): Chat {
    const chat = createChat({ url: `${this.#server.deployment.http.replace(/^http/, "ws")}/zo`, credentials: { token } });
    this.#chats.push(chat);
    return chat;
  }

  /** A new account without a browser. */
  account(name: string): Promise<Account> {
    return newAccount(this.#server.deployment, name);
  }

  /** `kill -9`. That pages complain of an absent server is expected from now on. */
  async crash(): Promise<void> {
    for (const pattern of serverGone) this.expect(pattern);
    await this.#server.kill();
  }

  /** After `crash`: the server is back, at the same address and with the same data. */
  async return(): Promise<void> {
    this.#server = await ServerProcess.start(this.#folder, { ...this.#options, inPlaceOf: this.#server.deployment });
  }

  /** Of everybody, now and later: something a page will rightly complain of. */
  expect(trouble: RegExp): void {
    this.#expected.push(trouble);
    for (const { troubles } of this.people) troubles.expect(trouble);
  }

  /** Fails when a page complained of something that was not expected, or did what it must not. */
  assertNoTroubles(): void {
    assert.equal(this.#troubles().length, 0, `there was trouble:\n${this.#troubles().join("\n")}`);
  }

  /** For a journey that failed: everybody's page as it is, and all that may explain it. */
  async report(title: string): Promise<string> {
    const stem = title.replace(/\W+/g, "-").slice(0, 60);
    const pages = await Promise.all(
      this.people.map(async (person) => {
        await person.screenshot(`failed-${stem}-${person.name}`).catch(() => undefined);
        return `${person.name} at ${person.page.url()}:\n${await person.page.locator("body").ariaSnapshot().catch(String)}`;
      }),
    );
    return [...pages, ...this.#troubles(), this.#server.log.slice(-shownLogChars)].join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.people.map(({ context }) => context.close()), ...this.#chats.map((chat) => chat.close())]);
    await this.#server[Symbol.asyncDispose]();
  }

  #troubles(): readonly string[] {
    return this.people.flatMap(({ name, troubles }) => troubles.unexpected.map((trouble) => `${name}: ${trouble}`));
  }
}

const shownLogChars = 2_000;

/**
 * A test in real browsers. It fails at its end when a page complained of something that the test did not `expect`. Without Chromium it is
 * skipped, which `PARLANCE_NO_SKIPS=1` makes a failure. The server has no rates unless `options` say so.
 */
export function journey(title: string, run: (stage: Stage) => Promise<void>, options: StartOptions = {}): void {
  const missing = whyNoBrowser();
  const skip = process.env["PARLANCE_NO_SKIPS"] === "1" ? false : (missing ?? false);
  test(title, { skip, timeout: 120_000 }, async (t) => {
    assert.equal(missing, null, missing ?? "");
    await browser();
    await using folder = await temporaryFolder("journey");
    await using stage = await Stage.open(folder.path, options);
    try {
      await run(stage);
      stage.assertNoTroubles();
    } catch (error) {
      t.diagnostic(await stage.report(title));
      throw error;
    }
  });
}
