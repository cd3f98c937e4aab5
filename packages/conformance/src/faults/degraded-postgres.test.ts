/** Three nodes whose PostgreSQL is gone, says nothing, or takes nothing: the modes that docs/OPERATIONS.md states ("When something is gone"). */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { hogConnections } from "@parlance/server/store/postgres/testing/hog-connections.ts";
import { type Account, newAccount } from "../accounts.ts";
import { everyone, type Participant } from "../blackbox/everyone.ts";
import { get, post } from "../clients/http.ts";
import { OpenchampClient } from "../clients/openchamp.ts";
import { connectReactions, ReactionsClient, type ReactionsFrame } from "../clients/reactions.ts";
import { retrieve } from "../clients/rooms.ts";
import { openRoster, RosterClient } from "../clients/roster.ts";
import { ZoWire } from "../clients/zo-wire.ts";
import { mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { withoutServices } from "../services/services.ts";
import { areReady, complaints, readiness, threeNodes } from "./three-nodes.ts";

const missing = withoutServices();
const bounds = { databaseRetryMs: 700, databaseReadMs: 700 };
/** What anybody waits for an answer, however busy the machine is: far below what the clients of tests wait. */
const answerMs = 6_000;

const isRefusal = (frame: ReactionsFrame): boolean =>
  frame.type === "error" && frame.data.error === "Server cannot store messages right now, try again";

type World = Awaited<ReturnType<typeof everyone>>;

if (missing !== false) test("three nodes without PostgreSQL", { skip: missing });
else {
  const place = await threeNodes(bounds, { settings: { max_connections: "80", superuser_reserved_connections: "0" } });
  after(() => place[Symbol.asyncDispose]());
  const { nodes, deployment, postgres, database } = place;
  const name = new URL(database).pathname.slice(1);

  /** Everybody but rooms, whose document has no error for a send: there the connection is closed with 4002. */
  const staying = ({ reactions, openchamp, roster, zo }: World): readonly Participant[] => [reactions, openchamp, roster, zo];

  /** All say it, and each is told in its protocol's form to try again. */
  async function isRefused(world: World, text: string): Promise<void> {
    const { reactions, openchamp, rooms, roster, zo } = world;
    const startedMs = performance.now();
    for (const one of world.all) if (one.connection.isOpen) one.say(`${text} ${one.protocol}`);
    assert.ok(reactions.connection instanceof ReactionsClient && roster.connection instanceof RosterClient);
    assert.ok(openchamp.connection instanceof OpenchampClient && zo.connection instanceof ZoWire);
    assert.equal(await reactions.connection.error(), "Server cannot store messages right now, try again");
    assert.equal((await openchamp.connection.frame("error")).payload.code, "UNAVAILABLE");
    assert.equal(await roster.connection.error(), "UNAVAILABLE");
    assert.equal(await zo.connection.refusal(), "unavailable");
    assert.equal((await rooms.connection.closing()).code, 4002);
    const tookMs = performance.now() - startedMs;
    assert.ok(tookMs < answerMs, `refused after ${tookMs.toFixed(0)} ms`);
  }

  /** Everything else that needs the database, by many at once. */
  async function everythingElseIsRefused(alice: Account): Promise<void> {
    const startedMs = performance.now();
    const login = { json: { username: alice.name, password: alice.password } };
    const asked = [
      ...nodes.all.map((node) => post(node.deployment, "/auth/login", login)),
      post(deployment, "/auth/register", { json: { username: uniqueName("new"), password: alice.password } }),
      ...Array.from({ length: 60 }, () => post(deployment, "/chat/retrieve", { token: alice.token, json: { after: 0 } })),
    ];
    for (const { status, text } of await Promise.all(asked)) {
      assert.equal(status, 503, text);
      assert.equal((JSON.parse(text) as { readonly error_code: string }).error_code, "UNAVAILABLE");
    }
    await using guest = await openRoster(mountsOf(deployment).roster, { address: deployment.address() });
    guest.init({ username: uniqueName("guest"), id: uniqueName("guest") });
    assert.equal(await guest.error(), "UNAVAILABLE");
    const tookMs = performance.now() - startedMs;
    assert.ok(tookMs < 2 * answerMs, `refused after ${tookMs.toFixed(0)} ms`);
  }

  /** What needs no database. */
  async function canBeRead(text: string): Promise<void> {
    for (const node of nodes.all) {
      assert.equal((await get(node.deployment, "/health")).status, 200);
      await using newcomer = await connectReactions(mountsOf(node.deployment).reactions);
      await newcomer.message(text);
    }
  }

  async function talk(speakers: readonly Participant[], stem: string): Promise<void> {
    const text = uniqueText(stem);
    for (const one of speakers) one.say(`${text} ${one.protocol}`);
    for (const one of speakers) for (const { protocol } of speakers) await one.sees(`${text} ${protocol}`);
  }

  const rss = async (): Promise<number> => Math.max(...(await Promise.all(nodes.all.map((node) => node.residentBytes()))));

  describe("PostgreSQL is gone", () => {
    const ways: readonly (readonly [string, () => Promise<void> | void, () => Promise<void> | void])[] = [
      ["killed", () => postgres.kill(), () => postgres.run()],
      ["paused", () => postgres.pause(), () => postgres.resume()],
    ];
    for (const [how, take, giveBack] of ways) {
      test(`${how}: nothing is acknowledged, everybody is told to try again, what is in memory can be read, and afterwards all goes on`, async () => {
        const alice = await newAccount(deployment, "alice");
        const world = await everyone(deployment);
        const before = uniqueText("before");
        world.reactions.say(before);
        for (const one of world.all) await one.sees(before);
        const refused = uniqueText("refused");
        await take();
        try {
          const readings = Promise.all(nodes.all.map(readiness));
          await Promise.all([isRefused(world, refused), everythingElseIsRefused(alice)]);
          assert.deepEqual(
            await readings,
            nodes.all.map(() => "503 unavailable"),
          );
          await canBeRead(before);
        } finally {
          await giveBack();
        }
        await areReady(nodes);
        await talk(staying(world), "afterwards");
        for (const one of world.all) assert.ok(!one.everything().includes(`"${refused}`), `${one.protocol} saw what was refused`);
        const kept = await retrieve(deployment, alice.token, 0);
        assert.ok(kept.every(({ message }) => !message.startsWith(refused)));
        assert.deepEqual(complaints(nodes, "error"), []);
        await Promise.all(staying(world).map((one) => one[Symbol.asyncDispose]()));
      });
    }

    test("paused while thousands write: each is answered once, there once or refused, and memory stays bounded", async (t) => {
      const [node] = nodes.all;
      assert.ok(node !== undefined);
      const alice = await newAccount(deployment, "alice");
      const after = (await retrieve(deployment, alice.token, 0)).at(-1)?.id ?? 0;
      const talkers = await Promise.all(Array.from({ length: 10 }, () => connectReactions(mountsOf(node.deployment).reactions)));
      await using witness = await connectReactions(mountsOf(node.deployment).reactions);
      const stem = uniqueText("flood");
      const before = await rss();
      const each = 400;
      const isAnswered = (talker: ReactionsClient, own: number): boolean =>
        talker.frames.filter((f) => f.type === "error" || (f.type === "message" && f.data.text.startsWith(`${stem} ${own}-`)))
          .length >= each;
      const saying = talkers.map(async (talker, own) => {
        for (let n = 0; n < each; n += 1) talker.say(`${stem} ${own}-${n} ${"x".repeat(300)}`);
        await talker.until("all are answered", () => isAnswered(talker, own), 15_000);
      });
      postgres.pause();
      // Replies leave in the order of what they answer: a talker one of whose sends is in doubt hears nothing before PostgreSQL does.
      witness.say(`${stem} refused for certain`);
      await witness.error();
      const grown = (await rss()) - before;
      postgres.resume();
      await Promise.all(saying);
      await areReady(nodes);
      const kept = (await retrieve(deployment, alice.token, after)).filter(({ message }) => message.startsWith(stem));
      const texts = kept.map(({ message }) => message);
      assert.equal(new Set(texts).size, texts.length, "nothing is there twice");
      let refused = 0;
      for (const frame of talkers.flatMap(({ frames }) => frames)) assert.ok(frame.type !== "error" || isRefusal(frame));
      for (const [own, talker] of talkers.entries()) {
        const echoed = talker.frames.flatMap((f) =>
          f.type === "message" && f.data.text.startsWith(`${stem} ${own}-`) ? [f.data.text] : [],
        );
        const ofThis = texts.filter((text) => text.startsWith(`${stem} ${own}-`));
        assert.deepEqual(echoed, ofThis, "shown is what is kept");
        refused += each - ofThis.length;
      }
      t.diagnostic(`${refused} refused, ${texts.length} kept, ${(grown / 1024 / 1024).toFixed(1)} MiB more`);
      assert.ok(!texts.includes(`${stem} refused for certain`));
      assert.ok(grown < 150 * 1024 * 1024, `${grown} bytes more`);
      await Promise.all(talkers.map((talker) => talker.close()));
    });
  });

  describe("PostgreSQL is there and", () => {
    test("takes no connections: what is connected goes on; what is not is refused with a log line that says what to do, until it can connect", async () => {
      const world = await everyone(deployment);
      const hog = await hogConnections(postgres);
      await talk(world.all, "as long as nobody is cut off");
      await hog.takeThoseOf("parlance%");
      await isRefused(world, uniqueText("refused"));
      for (const node of nodes.all) assert.equal(await readiness(node), "503 unavailable");
      for (const { log } of nodes.all) assert.match(log, /takes no more connections; raise its max_connections/);
      await hog[Symbol.asyncDispose]();
      await areReady(nodes);
      await talk(staying(world), "connected");
      await Promise.all(staying(world).map((one) => one[Symbol.asyncDispose]()));
    });

    test("is read-only: reading goes on, sends are refused, the log says why, and it goes on when it takes writes", async () => {
      const alice = await newAccount(deployment, "alice");
      const world = await everyone(deployment);
      const before = uniqueText("before");
      world.reactions.say(before);
      await world.zo.sees(before);
      await postgres.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      await endConnections();
      await isRefused(world, uniqueText("refused"));
      assert.ok((await retrieve(deployment, alice.token, 0)).some(({ message }) => message === before));
      for (const node of nodes.all) assert.equal(await readiness(node), "503 unavailable");
      for (const { log } of nodes.all) assert.match(log, /takes no writes: it is a standby, or was made read-only/);
      await postgres.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
      await areReady(nodes);
      await talk(staying(world), "written");
      await Promise.all(staying(world).map((one) => one[Symbol.asyncDispose]()));
    });
  });

  /** As a fail-over does; whoever connects again has the database's settings. */
  const endConnections = (): Promise<unknown> =>
    postgres.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
}
