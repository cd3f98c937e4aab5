/** A harness that finds nothing wrong proves nothing: here something is wrong. */
import assert from "node:assert/strict";
import { journey } from "./journey.ts";

interface Fault {
  readonly what: string;
  readonly trouble: RegExp;
  /** Runs in the page. */
  readonly plant: () => void;
}

const faults: readonly Fault[] = [
  {
    what: "an error on the console",
    trouble: /console: oh no/,
    // biome-ignore lint/suspicious/noConsole: it is the fault
    plant: () => console.error("oh no"),
  },
  {
    what: "an error that nobody catches",
    trouble: /error: Error: unseen/,
    plant: () => void Promise.reject(new Error("unseen")),
  },
  {
    what: "a style of its own",
    trouble: /policy: style-src-elem blocked inline/,
    plant: () => document.head.append(Object.assign(document.createElement("style"), { textContent: "a{}" })),
  },
  {
    what: "HTML out of text",
    trouble: /policy: require-trusted-types-for/,
    plant: () => document.body.insertAdjacentHTML("beforeend", "<p>"),
  },
  {
    what: "asking another origin",
    trouble: /policy: connect-src blocked http:\/\/elsewhere\.example\/x/,
    plant: () => void fetch("http://elsewhere.example/x").catch(() => undefined),
  },
  {
    what: "a file that is not there",
    trouble: /console: .* 404 .*none\.js/,
    plant: () => void fetch("/assets/none.js"),
  },
  {
    what: "going to another origin",
    trouble: /elsewhere: http:\/\/elsewhere\.example\/x/,
    plant: () => location.assign("http://elsewhere.example/x"),
  },
];
journey("trouble is found, of each kind", async (stage) => {
  const ada = await stage.person("ada");
  assert.deepEqual(ada.troubles.unexpected, []);
  for (const { what, trouble, plant } of faults) {
    assert.equal(
      ada.troubles.unexpected.some((seen) => trouble.test(seen)),
      false,
      what,
    );
    await ada.page.evaluate(plant).catch(() => undefined);
    await ada.troubles.seen(trouble);
    assert.throws(() => stage.assertNoTroubles(), trouble);
  }
  ada.troubles.expect(/./);
});

journey("what is not accessible is found", async (stage) => {
  const ada = await stage.person("ada");
  await ada.page.getByRole("heading", { level: 1 }).waitFor();
  await ada.axe();
  await ada.page.evaluate(() => document.querySelector("main")?.append(document.createElement("button")));
  await assert.rejects(ada.axe(), /button-name: Buttons must have discernible text/);
});

journey("a server that crashed is back at its place, with its data, and people are who they were", async (stage) => {
  const ada = await stage.person("ada", { as: "account" });
  const { http } = stage.server.deployment;
  await stage.crash();
  await stage.return();
  assert.equal(stage.server.deployment.http, http);
  const { token = "" } = ada.account ?? {};
  const answer = await fetch(`${http}/user/info`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
});
