import assert from "node:assert/strict";
import { createChat } from "@parlance/client";
import type { Page } from "playwright-core";
import { journey } from "./testing/journey.ts";

function chatOf(http: string, token: string) {
  const chat = createChat({ url: `${http.replace("http", "ws")}/zo`, credentials: { token } });
  return { chat, [Symbol.asyncDispose]: () => chat.close() };
}

const password = "correct horse";
/** The console tells of each answer that is a refusal. */
const refused = /status of 4\d\d/;

const me = (page: Page) => page.getByRole("button", { name: "You and your settings" });

async function inMenu(page: Page, item: string): Promise<void> {
  await me(page).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function give(page: Page, name: string, given: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(given);
  await page.keyboard.press("Enter");
}

journey(
  "whoever signs up, out and in again comes where they wanted to go, and is told what is wrong beside the field",
  async (stage) => {
    const { page, troubles } = await stage.person("ada", { path: "/room/lounge" });
    troubles.expect(refused);
    await page.getByRole("tab", { name: "New account" }).click();
    await give(page, "ada", "short");
    await page.getByText("too short").waitFor();
    await give(page, "ada", password);
    await page.getByRole("heading", { name: "lounge" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/room/lounge");

    await inMenu(page, "Sign out");
    await page.getByRole("tab", { name: "New account" }).click();
    await page.waitForFunction(() => Object.keys(localStorage).length === 0);
    await give(page, "Ada", password);
    await page.getByText("This name is taken").waitFor();
    assert.equal(await page.getByLabel("Name", { exact: true }).evaluate((input) => input === document.activeElement), true);

    await page.getByRole("tab", { name: "Sign in" }).click();
    await give(page, "ada", "not this one");
    await page.getByText("do not belong together").waitFor();
    assert.equal(await page.getByLabel("Password", { exact: true }).getAttribute("aria-invalid"), "true");
    await give(page, "ada", password);
    await page.getByRole("heading", { name: "lounge" }).waitFor();
  },
);

journey("a guest is the same guest after a reload, keeps their name from others, and may become an account", async (stage) => {
  stage.expect(/WebSocket connection to/);
  const enter = async (page: Page): Promise<void> => {
    await page.getByRole("tab", { name: "As a guest" }).click();
    await page.getByLabel("Your name").fill("Grace Hopper");
    await page.getByRole("button", { name: "Look around as a guest" }).click();
  };
  const { page } = await stage.person("grace", { path: "/room/lounge" });
  await enter(page);
  await me(page).filter({ hasText: "Guest · Online" }).waitFor();
  const { page: others, troubles } = await stage.person("impostor");
  troubles.expect(refused);
  await enter(others);
  await others.getByText("lets nobody in under this name").waitFor();

  await page.reload();
  await me(page).filter({ hasText: "Guest · Online" }).waitFor();
  await inMenu(page, "Create an account");
  await page.getByRole("button", { name: "Back to the chat as Grace Hopper" }).waitFor();
  await give(page, "grace", password);
  await me(page).filter({ hasText: "grace" }).waitFor();
});

journey("a session that is ended elsewhere ends in all tabs with a reason, and takes nothing unsent with it", async (stage) => {
  const ada = await stage.person("ada", { as: "account", path: "/room/lounge" });
  const { page, context, account, troubles } = ada;
  troubles.expect(/ERR_INTERNET_DISCONNECTED|WebSocket connection to/);
  troubles.expect(refused);
  const tab = await context.newPage();
  await tab.goto("/");
  for (const one of [page, tab]) await me(one).filter({ hasText: "Online" }).waitFor();
  await context.setOffline(true);
  await me(page).filter({ hasText: "Offline" }).waitFor();
  await page.getByRole("textbox", { name: /^Message to/ }).fill("said before the end");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "1 message waits" }).waitFor();
  await ada.axe();

  const session = await page.evaluate(() => localStorage.getItem("parlance.session"));
  const { token } = JSON.parse(session ?? "") as { readonly token: string };
  await fetch(`${stage.server.deployment.http}/auth/logout`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  await context.setOffline(false);
  for (const one of [page, tab]) await one.getByText("Your session was ended").waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), account?.name);
  await page.getByLabel("Password", { exact: true }).fill(account?.password ?? "");
  await page.keyboard.press("Enter");
  await page.getByText("said before the end").waitFor();
  await me(tab).filter({ hasText: "Online" }).waitFor();
});

journey("of two tabs one exchanges a token that is getting old, and both stay", async (stage) => {
  const { page, context, troubles } = await stage.person("ada", { as: "account" });
  // A tab that was connecting by the old token at that moment is refused, and comes again by the new one.
  troubles.expect(/WebSocket connection to|status of 401/);
  await me(page).filter({ hasText: "Online" }).waitFor();
  const tokenNow = () =>
    page.evaluate(() => (JSON.parse(localStorage.getItem("parlance.session") ?? "") as { readonly token: string }).token);
  const before = await tokenNow();
  const refreshes: string[] = [];
  context.on("request", (request) => request.url().endsWith("/auth/refresh") && refreshes.push(request.url()));
  await page.evaluate(() => {
    const session = JSON.parse(localStorage.getItem("parlance.session") ?? "") as object;
    localStorage.setItem("parlance.session", JSON.stringify({ ...session, since: Date.now() - 8 * 24 * 3_600_000 }));
  });
  const tab = await context.newPage();
  await Promise.all([page.reload(), tab.goto("/")]);
  await page.waitForFunction((old) => !localStorage.getItem("parlance.session")?.includes(old), before);
  for (const one of [page, tab]) {
    await one.reload();
    await me(one).filter({ hasText: "Online" }).waitFor();
  }
  assert.equal(refreshes.length, 1);
});

journey("what one changes of oneself is seen in all tabs", async (stage) => {
  const { page, context } = await stage.person("ada", { as: "account" });
  const tab = await context.newPage();
  await tab.goto("/");
  await me(tab).filter({ hasText: "Online" }).waitFor();
  await inMenu(page, "Settings");
  await page.getByLabel("Name that others see").fill("Ada Lovelace");
  await page.getByRole("button", { name: "Save" }).click();
  for (const one of [page, tab]) await one.getByText("Ada Lovelace", { exact: true }).first().waitFor();
  await page.getByRole("tab", { name: "Appearance" }).click();
  await page.getByLabel("Dark").check();
  for (const one of [page, tab])
    await one.waitForFunction(() => getComputedStyle(document.documentElement).colorScheme === "dark");
});

journey("who looks elsewhere is called for a mention, as far as they allowed it, and not for what is no call", async (stage) => {
  const { page, context, account } = await stage.person("ada", { as: "account" });
  await context.addInitScript(() => {
    const shown: string[] = [];
    // What the browser would show, and a page that nobody looks at: headless browsers have neither.
    const Stub = Object.assign(
      class {
        constructor(title: string, { body }: { readonly body: string }) {
          shown.push(`${title}: ${body}`);
        }
      },
      { permission: "granted" },
    );
    Object.assign(globalThis, { Notification: Stub, shown });
    document.hasFocus = () => false;
  });
  await page.reload();
  await me(page).filter({ hasText: "Online" }).waitFor();
  const ben = await stage.person("ben", { as: "account", path: "/room/lounge" });
  for (const words of ["to nobody", `@${account?.name} **look**`, "to nobody again"]) {
    await ben.page.getByRole("textbox", { name: /^Message to/ }).fill(words);
    await ben.page.getByRole("button", { name: "Send" }).click();
    await ben.page.getByText("look").or(ben.page.getByText("to nobody")).first().waitFor();
  }
  await page.waitForFunction(() => document.title.startsWith("(3)"));
  assert.equal(
    await page
      .locator('link[rel="icon"]')
      .getAttribute("href")
      .then((href) => href?.includes("unread")),
    true,
  );
  const shown = await page.evaluate(() => (globalThis as unknown as { readonly shown: readonly string[] }).shown);
  assert.deepEqual(shown, [`${ben.account?.name} in lounge: @${account?.name} look`]);
});

journey("who is banned is told so at the entry", async (stage) => {
  stage.expect(refused);
  const root = await stage.person("root", { as: "account" });
  const { page, account } = await stage.person("mallory", { as: "account" });
  await me(page).filter({ hasText: "Online" }).waitFor();
  await using admin = chatOf(stage.server.deployment.http, root.account?.token ?? "");
  await admin.chat.call.server.ban({ userId: account?.id ?? "" });
  await page.getByText("Your session was ended").waitFor();
  await give(page, account?.name ?? "", account?.password ?? "");
  await page.getByText("This account was banned").waitFor();
});

journey("a guest whose name another one has by now is told so, and may choose another", async (stage) => {
  stage.expect(/WebSocket connection to/);
  stage.expect(refused);
  const first = await stage.person("eve", { as: "guest" });
  await me(first.page).filter({ hasText: "Online" }).waitFor();
  const { page } = await stage.person("eve", { as: "guest" });
  await page.getByText("somebody else may have it now").waitFor();
  await page.getByRole("button", { name: "Choose another name" }).click();
  await page.getByRole("tab", { name: "As a guest" }).waitFor();
});

for (const { viewport, colorScheme } of [
  { viewport: "desktop", colorScheme: "light" },
  { viewport: "phone", colorScheme: "dark" },
] as const) {
  journey(`entry and settings are accessible to all, on a ${viewport} in ${colorScheme}`, async (stage) => {
    const visitor = await stage.person("visitor", { viewport, colorScheme });
    for (const way of ["Sign in", "New account", "As a guest"]) {
      await visitor.page.getByRole("tab", { name: way }).click();
      await visitor.axe();
    }
    const ada = await stage.person("ada", { viewport, colorScheme, as: "account" });
    const { page } = ada;
    await me(page).filter({ hasText: "Online" }).waitFor();
    await inMenu(page, "Settings");
    for (const name of ["Profile", "Password", "Devices", "Appearance", "Notifications", "Your data"]) {
      const dialog = page.getByRole("dialog");
      await dialog.getByRole(viewport === "phone" ? "button" : "tab", { name }).click();
      await dialog.getByText("Loading").waitFor({ state: "detached" });
      await ada.axe();
      if (viewport === "phone" && name !== "Your data") await dialog.getByRole("button", { name: "All settings" }).click();
    }
    await page.getByRole("button", { name: "Delete account …" }).click();
    await page.getByRole("dialog", { name: "Delete your account for good?" }).waitFor();
    await ada.axe();
  });
}
