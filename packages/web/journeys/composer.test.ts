import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { journey } from "./testing/journey.ts";

const inRoom = { as: "account", path: "/room/lounge" } as const;
const field = (page: Page): Locator => page.getByRole("textbox", { name: /^Message to / });
const history = (page: Page): Locator => page.getByRole("region", { name: /^Conversation in / });

/** What a person would have brought, handed to the page as the browser would: `paste` in the field, `drop` on the conversation. */
async function give(page: Page, how: "paste" | "drop", name: string): Promise<void> {
  await page.evaluate(
    ({ how: kind, name: fileName }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(200_000).fill(97)], fileName, { type: "text/plain" }));
      const init = { bubbles: true, cancelable: true };
      const target = kind === "paste" ? document.activeElement : document.querySelector("main h1");
      if (kind === "paste") target?.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: data }));
      const types = kind === "paste" ? [] : ["dragenter", "dragover", "drop"];
      for (const type of types) target?.dispatchEvent(new DragEvent(type, { ...init, dataTransfer: data }));
    },
    { how, name },
  );
}

/** Uploads take a while that can be seen. */
async function slowDown(page: Page, uploadThroughput: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput,
  });
}

journey("a draft is the room's, outlives the page, and is gone when it was sent or its person left", async (stage) => {
  const { page } = await stage.person("ada", inRoom);
  await field(page).fill("half a thou");
  await page.reload();
  await field(page).press("End");
  await page.keyboard.type("ght");
  assert.equal(await field(page).inputValue(), "half a thought");
  await page.keyboard.press("Enter");
  await history(page).getByText("half a thought").waitFor();
  assert.equal(await field(page).inputValue(), "");
  await page.reload();
  await history(page).getByText("half a thought").waitFor();
  assert.equal(await field(page).inputValue(), "");
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("parlance.draft."))), []);
});

journey("arrow up edits one's last message, Escape leaves it and brings the draft back", async (stage) => {
  const ada = await stage.person("ada", inRoom);
  const bob = await stage.person("bob", inRoom);
  const { page } = ada;
  await field(page).fill("helo");
  await page.keyboard.press("Enter");
  await history(bob.page).getByText("helo").waitFor();
  await page.keyboard.press("ArrowUp");
  const editing = page.getByRole("textbox", { name: "Edit the message" });
  assert.equal(await editing.inputValue(), "helo");
  await ada.axe();
  await page.keyboard.press("Escape");
  assert.equal(await field(page).inputValue(), "");
  await page.keyboard.press("ArrowUp");
  await editing.fill("hello");
  await page.keyboard.press("Enter");
  await history(bob.page).getByText("hello", { exact: true }).waitFor();
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), "");
});

journey("names and emoji are completed by the keyboard alone, and a letter typed anywhere goes into the field", async (stage) => {
  const ada = await stage.person("ada", inRoom);
  const bob = await stage.person("bob", inRoom);
  await field(bob.page).fill("here I am");
  await bob.page.keyboard.press("Enter");
  const { page } = ada;
  await history(page).getByText("here I am").waitFor();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.type("Hi ");
  await page.keyboard.type(`@${bob.name.slice(0, 3)}`);
  await page.getByRole("option", { name: bob.name }).waitFor();
  assert.match((await field(page).getAttribute("aria-activedescendant")) ?? "", /-0$/);
  await ada.axe();
  await page.keyboard.press("Enter");
  assert.equal(await field(page).inputValue(), `Hi @${bob.name} `);
  await page.keyboard.type(":party_p");
  await page.getByRole("option", { name: /party popper/ }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await field(page).inputValue(), `Hi @${bob.name} 🎉 `);
  await page.keyboard.type("@b");
  await page.getByRole("listbox").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("listbox").waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await history(bob.page).getByText(`Hi @${bob.name} 🎉 @b`).waitFor();
});

journey("an emoji is found and picked by the keyboard, and is where the caret was", async (stage) => {
  const ada = await stage.person("ada", inRoom);
  const { page } = ada;
  await field(page).fill("ab");
  await field(page).press("ArrowLeft");
  await page.getByRole("button", { name: "Emoji", exact: true }).press("Enter");
  const search = page.getByRole("searchbox", { name: "Search emoji" });
  await page.getByRole("gridcell", { name: "grinning face", exact: true }).waitFor();
  await ada.axe();
  await search.fill("rocket");
  await page.getByRole("gridcell", { name: "rocket", exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await search.waitFor({ state: "detached" });
  await page.keyboard.type("!");
  assert.equal(await field(page).inputValue(), "a🚀!b");
});

journey("files are pasted and dropped, seen on their way, and come to the others: the first with the words", async (stage) => {
  const ada = await stage.person("ada", inRoom);
  const bob = await stage.person("bob", inRoom);
  const { page } = ada;
  await slowDown(page, 200_000);
  await field(page).fill("two for you");
  await give(page, "paste", "pasted.txt");
  await give(page, "drop", "dropped.txt");
  const files = page.getByRole("list", { name: "Files to send" });
  await files.getByRole("progressbar", { name: "pasted.txt is uploaded" }).waitFor();
  await files.getByRole("progressbar", { name: "dropped.txt is uploaded" }).waitFor();
  await ada.axe();
  // Not there yet: it goes when they are.
  await field(page).press("Enter");
  await page.getByText("It is sent when the files are there.").waitFor();
  await history(bob.page).getByText("two for you").waitFor();
  await history(bob.page)
    .getByRole("link", { name: /pasted.txt/ })
    .waitFor();
  await history(bob.page)
    .getByRole("link", { name: /dropped.txt/ })
    .waitFor();
  await files.waitFor({ state: "detached" });
});

journey("a file that cannot come says why, can be tried again, and keeps the words", async (stage) => {
  const ada = await stage.person("ada", inRoom);
  const { page } = ada;
  ada.troubles.expect(/ERR_FAILED/);
  await page.route("**/files?*", (route) => route.abort());
  await field(page).fill("see");
  await give(page, "paste", "late.txt");
  await page.getByText("The connection was lost.").waitFor();
  await page.unroute("**/files?*");
  await page.getByRole("button", { name: "Try late.txt again" }).click();
  await page.getByRole("button", { name: "Try late.txt again" }).waitFor({ state: "detached" });
  assert.equal(await field(page).inputValue(), "see");
  await page.getByRole("button", { name: "Send" }).click();
  await history(page)
    .getByRole("link", { name: /late.txt/ })
    .waitFor();
});

journey("others see who is typing; on a phone Enter begins a line, and the button sends", async (stage) => {
  const ada = await stage.person("ada", inRoom);
  const bob = await stage.person("bob", { ...inRoom, viewport: "phone" });
  await field(bob.page).tap();
  await bob.page.keyboard.type("one");
  await ada.page.getByText(`${bob.name} is typing …`).waitFor();
  await bob.page.keyboard.press("Enter");
  await bob.page.keyboard.type("two");
  assert.equal(await field(bob.page).inputValue(), "one\ntwo");
  await bob.axe();
  await bob.page.getByRole("button", { name: "Send" }).tap();
  await history(ada.page).getByText("two").waitFor();
  await ada.page.getByText(`${bob.name} is typing …`).waitFor({ state: "detached" });
});

journey("a guest is told what an account is for, and who writes too much that it is too much", async (stage) => {
  const gus = await stage.person("gus", { as: "guest", path: "/room/lounge" });
  const { page } = gus;
  await field(page).fill("x".repeat(4_001));
  await page.getByText("1 character too many").waitFor();
  await page.keyboard.press("Enter");
  assert.equal((await field(page).inputValue()).length, 4_001);
  await page.getByRole("button", { name: "Attach files" }).click();
  await page.getByRole("heading", { name: "Files are for people with an account" }).waitFor();
  await gus.axe();
});
