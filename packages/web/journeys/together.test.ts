/** Several people at once, from the door to the end of a visit, and what becomes of it when the connection or the server goes. */
import assert from "node:assert/strict";
import { testPassword } from "@parlance/conformance/accounts.ts";
import { OpenchampClient } from "@parlance/conformance/clients/openchamp.ts";
import { ReactionsClient } from "@parlance/conformance/clients/reactions.ts";
import { mountsOf, uniqueName } from "@parlance/conformance/deployment.ts";
import type { Locator, Page } from "playwright-core";
import { picture } from "./testing/conversation/picture.ts";
import { journey } from "./testing/journey.ts";
import { assertSaid, fieldOf, rowOf, say, useTool } from "./testing/rows.ts";

const inLounge = { as: "account", path: "/room/lounge" } as const;
const panelOf = (page: Page): Locator => page.getByRole("complementary");
const isOffline = (page: Page): Promise<void> => page.getByText("You are offline").first().waitFor();

async function signUp(page: Page, name: string): Promise<void> {
  await page.getByRole("tab", { name: "New account" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(testPassword);
  await page.getByRole("button", { name: "Create account" }).click();
  await fieldOf(page).waitFor();
}

journey(
  "three people, one at a phone, sign up, talk, react, go on in a thread, send a picture and find it again",
  async (stage) => {
    const path = "/room/lounge";
    const [ada, ben, eve] = await Promise.all([
      stage.person("ada", { path }),
      stage.person("ben", { path, viewport: "phone" }),
      stage.person("eve", { path, colorScheme: "dark" }),
    ]);
    const all = [ada, ben, eve];
    await Promise.all(all.map(({ page, name }) => signUp(page, name)));

    await say(ada.page, "Who cooks today?");
    await Promise.all(all.map(({ page }) => rowOf(page, "Who cooks today?").waitFor()));
    await say(ben.page, "I do, *onions* again");
    await rowOf(ada.page, "I do, onions again").waitFor();
    await useTool(rowOf(eve.page, "Who cooks today?"), "Add a reaction");
    await eve.page
      .getByRole("dialog", { name: "Add a reaction" })
      .getByRole("button", { name: /^👍|thumbs up/ })
      .click();
    await rowOf(ben.page, "Who cooks today?")
      .getByRole("button", { name: /👍, 1: eve/ })
      .tap();
    await rowOf(ada.page, "Who cooks today?")
      .getByRole("button", { name: /👍, 2: / })
      .waitFor();

    await useTool(rowOf(eve.page, "onions again"), "Reply in a thread");
    await panelOf(eve.page).getByRole("textbox", { name: "Reply in the thread" }).fill("With potatoes?");
    await eve.page.keyboard.press("Enter");
    await rowOf(ben.page, "With potatoes?")
      .getByRole("button", { name: /In a thread/ })
      .tap();
    await panelOf(ben.page).getByRole("textbox", { name: "Reply in the thread" }).fill("As always");
    await panelOf(ben.page).getByRole("button", { name: "Send" }).tap();
    await panelOf(eve.page).getByText("As always").waitFor();
    await panelOf(ben.page).getByRole("button", { name: "Back to the conversation" }).tap();

    const onions = { name: "onions.png", mimeType: "image/png", buffer: picture({ width: 1_200, height: 800 }) };
    await ben.page.getByRole("main").locator('input[type="file"]').setInputFiles(onions);
    await ben.page.getByRole("list", { name: "Files to send" }).getByText("onions.png").waitFor();
    await say(ben.page, "Look at these");
    const seen = rowOf(ada.page, "Look at these").getByRole("link", { name: "Open the picture onions.png" });
    await seen.locator("img").evaluate((img: HTMLImageElement) => img.decode());
    await seen.click();
    await ada.page.getByRole("dialog").getByRole("img").waitFor();
    await ada.page.keyboard.press("Escape");

    await ada.page.keyboard.press("Control+Shift+F");
    await panelOf(ada.page).getByRole("textbox", { name: "Search for" }).fill("onions");
    await panelOf(ada.page)
      .getByRole("link", { name: /I do, onions again/ })
      .click();
    await ada.page.waitForURL(/\/room\/lounge\/\d+\?panel=search$/);
    await rowOf(ada.page, "I do, onions again").waitFor();
    for (const { page } of [ada, ben])
      await assertSaid(page, [
        "Who cooks today?",
        "I do, onions again",
        "With potatoes?",
        "As always",
        "Look at these, file onions.png",
      ]);
  },
);

journey("who was offline sends what they wrote meanwhile, once and in order, and gets what the others said", async (stage) => {
  stage.expect(/ERR_INTERNET_DISCONNECTED|WebSocket connection to/);
  const [ada, ben] = await Promise.all([stage.person("ada", inLounge), stage.person("ben", inLounge)]);
  await say(ben.page, "before");
  await rowOf(ada.page, "before").waitFor();
  await ada.context.setOffline(true);
  await isOffline(ada.page);
  for (const words of ["first", "second", "third"]) {
    await say(ada.page, words);
    await rowOf(ada.page, words).getByText("Waiting to be sent").waitFor();
  }
  for (const words of ["meanwhile", "and more"]) await say(ben.page, words);
  await rowOf(ben.page, "and more").waitFor();
  await ada.page.getByRole("button", { name: "3 messages wait" }).waitFor();
  await ada.context.setOffline(false);
  for (const { page } of [ada, ben]) await assertSaid(page, ["before", "meanwhile", "and more", "first", "second", "third"]);
  await ada.page.reload();
  await assertSaid(ada.page, ["before", "meanwhile", "and more", "first", "second", "third"]);
});

journey(
  "what is written while the server is dead outlives the page that it was written in, and arrives once, in order",
  async (stage) => {
    const [ada, ben] = await Promise.all([stage.person("ada", inLounge), stage.person("ben", inLounge)]);
    await say(ada.page, "before");
    await rowOf(ben.page, "before").waitFor();
    await stage.crash();
    await Promise.all([ada, ben].map(({ page }) => isOffline(page)));
    for (const words of ["first", "second"]) await say(ada.page, words);
    await rowOf(ada.page, "second").getByText("Waiting to be sent").waitFor();
    await ada.page.close();
    await stage.return();
    const page = await ada.context.newPage();
    await page.goto("/room/lounge");
    await rowOf(ben.page, "second").waitFor();
    await say(ben.page, "welcome back");
    for (const one of [page, ben.page]) await assertSaid(one, ["before", "first", "second", "welcome back"]);
  },
);

journey(
  "of two tabs of one person both show what is said in one, and what is read in one is read in the other",
  async (stage) => {
    const ada = await stage.person("ada", inLounge);
    const ben = stage.device(await stage.account("ben"));
    const room = await ben.createRoom({ kind: "public", name: "Garden" });
    await stage.device(ada.account ?? { token: "" }).join(room.id);
    const tab = await ada.context.newPage();
    await tab.goto("/room/lounge");
    await say(ada.page, "one of me");
    await rowOf(tab, "one of me").waitFor();
    await say(tab, "another of me");
    for (const page of [ada.page, tab]) await assertSaid(page, ["one of me", "another of me"]);

    for (const words of ["dry", "very dry"]) await room.send(words).sent;
    for (const page of [ada.page, tab]) {
      await page.getByRole("link", { name: /^Garden\s*2 unread$/ }).waitFor();
      await page.waitForFunction(() => document.title.startsWith("(2)"));
    }
    await tab.getByRole("link", { name: /^Garden/ }).click();
    await rowOf(tab, "very dry").waitFor();
    for (const page of [ada.page, tab]) await page.waitForFunction(() => !document.title.startsWith("("));
    assert.equal(await ada.page.getByRole("link", { name: /^Garden.*unread/ }).count(), 0);
  },
);

journey("what is said in other protocols is here, and what is said and felt here is there", async (stage) => {
  const { page } = await stage.person("ada", inLounge);
  await fieldOf(page).waitFor();
  const mounts = mountsOf(stage.server.deployment);
  await using rosa = new ReactionsClient(mounts.reactions);
  await using olga = new OpenchampClient(mounts.openchamp);
  await Promise.all([rosa.opened, olga.opened]);
  await olga.register({ username: uniqueName("olga"), password: testPassword });
  rosa.say("from *reactions*", "Rosa");
  const { data: said } = await rosa.message("from *reactions*");
  olga.say("from openchamp");
  await rowOf(page, "from openchamp").waitFor();
  await say(page, "from the page");
  await rosa.message("from the page");
  await olga.chat("global_chat", "from the page");

  await useTool(rowOf(page, "from reactions"), "Add a reaction");
  await page.getByRole("dialog", { name: "Add a reaction" }).getByRole("button").first().click();
  await rosa.reaction(said.id, "added");
  rosa.react(said.id, "🎉");
  await rowOf(page, "from reactions")
    .getByRole("button", { name: /^🎉, 1: / })
    .waitFor();
  await assertSaid(page, ["from reactions", "from openchamp", "from the page"]);
});

/** Nothing but keys: goes on with Tab, or back, until it is there. */
async function tabTo(wanted: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const page = wanted.page();
  const isThere = (): Promise<boolean> => wanted.evaluate((element) => element === document.activeElement);
  await wanted.waitFor();
  for (let steps = 0; steps < 40; steps += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${wanted} is not reached with ${key}`);
}

journey("a whole visit goes by the keyboard alone, from signing up to signing out", async (stage) => {
  const ben = stage.device(await stage.account("ben"));
  await (await ben.createRoom({ kind: "public", name: "Garden" })).send("Welcome").sent;
  const { page } = await stage.person("ada");
  const { keyboard } = page;
  await tabTo(page.getByRole("tab", { name: "Sign in" }));
  await keyboard.press("ArrowRight");
  await tabTo(page.getByLabel("Name", { exact: true }));
  await keyboard.type("ada");
  await keyboard.press("Tab");
  await keyboard.type(testPassword);
  await keyboard.press("Enter");

  await tabTo(page.getByRole("button", { name: "Find or create a room" }));
  await keyboard.press("Enter");
  await page.getByRole("searchbox", { name: "Name of the room" }).waitFor();
  await tabTo(page.getByRole("button", { name: "Join Garden" }));
  await keyboard.press("Enter");
  await rowOf(page, "Welcome").waitFor();
  await tabTo(fieldOf(page));
  await keyboard.type("Thank you");
  await keyboard.press("Enter");
  await rowOf(page, "Thank you").waitFor();

  await tabTo(page.getByRole("region", { name: "Conversation in Garden" }), "Shift+Tab");
  await keyboard.press("Home");
  await tabTo(rowOf(page, "Welcome").getByRole("button", { name: "Add a reaction" }));
  await keyboard.press("Enter");
  await tabTo(page.getByRole("dialog", { name: "Add a reaction" }).getByRole("button").first());
  await keyboard.press("Enter");
  await rowOf(page, "Welcome")
    .getByRole("button", { name: /, 1, yours too/ })
    .waitFor();
  await tabTo(page.getByRole("region", { name: "Conversation in Garden" }), "Shift+Tab");
  await keyboard.press("Home");
  await tabTo(rowOf(page, "Welcome").getByRole("button", { name: "Reply", exact: true }));
  await keyboard.press("Enter");
  await page.getByRole("button", { name: "No reply" }).waitFor();
  await keyboard.type("Nice garden");
  await keyboard.press("Enter");
  await rowOf(page, "Nice garden")
    .getByRole("button", { name: /^Reply to ben/ })
    .waitFor();

  const inMenu = async (item: string): Promise<void> => {
    await tabTo(page.getByRole("button", { name: "You and your settings" }), "Shift+Tab");
    await keyboard.press("Enter");
    const wanted = page.getByRole("menuitem", { name: item });
    await wanted.waitFor();
    while (!(await wanted.evaluate((element) => element === document.activeElement))) await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
  };
  await inMenu("Settings");
  await page.getByRole("dialog", { name: "Settings" }).waitFor();
  await keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Settings" }).waitFor({ state: "detached" });
  await inMenu("Sign out");
  await page.getByRole("tab", { name: "Sign in" }).waitFor();
});
