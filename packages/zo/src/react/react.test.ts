import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Component, createElement as h, type ReactNode, useEffect, useState } from "react";
import { createClient } from "../client.ts";
import { useCall, useClient, useConnectionState, useEvent, useSubscription, ZoProvider } from "../react.ts";
import { connected, served } from "../testing/nodes.ts";
import { Screen } from "../testing/screen.ts";
import { heard, journalHas, opened, type SuiteClient } from "../testing/suite.ts";
import { type SuiteApp, suiteApp } from "../testing/suite-app.ts";

const useApp = () => useClient<SuiteApp>();
const quick = { minReconnectionDelay: 1, maxReconnectionDelay: 5, onError: () => undefined };

/** A server, and a client that watches it from outside of React. */
class Scene implements AsyncDisposable {
  readonly server: AsyncDisposable & { readonly url: string };
  readonly watcher: SuiteClient;
  readonly client: SuiteClient;

  private constructor(server: Scene["server"]) {
    this.server = server;
    this.watcher = connected<SuiteApp>(server.url, { headers: { user: "watcher" } });
    this.client = connected<SuiteApp>(server.url, { headers: { user: "ann" } });
  }

  static async set(): Promise<Scene> {
    const scene = new Scene(await served(suiteApp()));
    await Promise.all([opened(scene.watcher), opened(scene.client)]);
    return scene;
  }

  /** A screen with a component that has the scene's client. */
  screen(component: () => ReactNode): Screen {
    return new Screen(this.within(component));
  }

  within(component: () => ReactNode): () => ReactNode {
    return () => h(ZoProvider, { client: this.client }, h(component));
  }

  async journal(): Promise<readonly string[]> {
    return await this.watcher.call.call.journal();
  }

  /** Resolves when the line stands in the journal so many times. */
  async journalHas(line: string, times: number): Promise<void> {
    for (let round = 0; round < 10_000; round++) {
      if ((await this.journal()).filter((other) => other === line).length === times) return;
    }
    throw new Error(`the journal never had "${line}" ${times} times`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.watcher.close();
    this.client.close();
    await this.server[Symbol.asyncDispose]();
  }
}

/** Shows what is thrown below it. */
class Boundary extends Component<{ readonly children?: ReactNode }, { readonly thrown?: Error }> {
  static getDerivedStateFromError(thrown: Error): { readonly thrown: Error } {
    return { thrown };
  }

  override state: { readonly thrown?: Error } = {};

  override render(): ReactNode {
    return this.state.thrown?.message ?? this.props.children;
  }
}

describe("react, in strict mode", () => {
  test("a provider that makes its client makes one connection, and closes it when it goes", async () => {
    await using scene = await Scene.set();
    const create = () => createClient<SuiteApp>(scene.server.url, { ...quick, headers: { user: "made" } });
    const Me = (): ReactNode => {
      const [user, setUser] = useState("…");
      const client = useApp();
      useEffect(
        () =>
          void client.call.call.whoami().then(
            (me) => setUser(me.user),
            () => undefined,
          ),
        [client],
      );
      return user;
    };
    using screen = new Screen(() => h(ZoProvider, { create, fallback: "no client yet" }, h(Me)));
    await screen.reads("made");
    screen.unmount();
    const journal = await journalHas(scene.watcher, "gone made");
    assert.deepEqual(
      journal.filter((line) => line.endsWith(" made")),
      ["connected made", "gone made"],
    );
    assert.deepEqual(screen.complaints, []);
  });

  test("a hook without a provider says what is missing", async () => {
    const Alone = (): ReactNode => useApp().readyState;
    using screen = new Screen(() => h(Boundary, null, h(Alone)));
    await screen.reads("no client: this component needs a ZoProvider above it");
  });

  test("useEvent hears each message once, by the handler of the last render, and nothing when the component has gone", async () => {
    await using scene = await Scene.set();
    const calls: string[] = [];
    let change: (prefix: string) => void = () => undefined;
    const Listener = (): ReactNode => {
      const [prefix, setPrefix] = useState("a");
      const [text, setText] = useState("");
      change = setPrefix;
      useEvent(useApp().on.echo.onText, (payload) => {
        calls.push(payload.text);
        setText(`${prefix} ${payload.text}`);
      });
      return `${prefix}:${text}`;
    };
    using screen = scene.screen(Listener);
    await screen.reads("a:");
    scene.client.send.echo.text({ text: "one" });
    await screen.reads("a:a one");
    change("b");
    await screen.reads("b:a one");
    scene.client.send.echo.text({ text: "two" });
    await screen.reads("b:b two");
    screen.unmount();
    const answer = heard(scene.client.on.echo.onText);
    scene.client.send.echo.text({ text: "three" });
    await answer;
    assert.deepEqual(calls, ["one", "two"]);
    assert.deepEqual(screen.complaints, []);
  });

  test("useConnectionState follows the client, through a reconnect to its end", async () => {
    await using scene = await Scene.set();
    const seen: string[] = [];
    const openings: string[] = [];
    const State = (): ReactNode => {
      const state = useConnectionState();
      useEvent(useApp().onOpen, () => openings.push(state));
      useEffect(() => void seen.push(state), [state]);
      return state;
    };
    using screen = scene.screen(State);
    await screen.reads("open");
    scene.client.reconnect();
    await screen.reads("connecting");
    await screen.reads("open");
    scene.client.close();
    await screen.reads("closed");
    assert.deepEqual(seen.slice(-4), ["open", "connecting", "open", "closed"]);
    assert.equal(openings.length, 1);
    assert.deepEqual(screen.complaints, []);
  });

  describe("useCall", () => {
    /** A component that shows a call's state, and its hook. */
    function caller<Used extends { readonly state: string }>(use: () => Used, show: (used: Used) => string) {
      const last: { used?: Used } = {};
      const Caller = (): ReactNode => {
        const used = use();
        last.used = used;
        return show(used);
      };
      const used = (): Used => {
        assert.ok(last.used);
        return last.used;
      };
      return { Caller, used };
    }

    test("goes from idle to pending to done, gives the outcome, and back with reset", async () => {
      await using scene = await Scene.set();
      const { Caller, used } = caller(
        () => useCall(useApp().call.call.double),
        (call) => (call.state === "done" ? `done ${call.value}` : call.state),
      );
      using screen = scene.screen(Caller);
      await screen.reads("idle");
      const { run } = used();
      const outcome = run(21);
      await screen.reads("pending");
      await screen.reads("done 42");
      assert.deepEqual(await outcome, { ok: true, value: 42 });
      assert.equal(used().run, run);
      used().reset();
      await screen.reads("idle");
      assert.deepEqual(screen.complaints, []);
    });

    test("shows a declared error with its data, and does not reject", async () => {
      await using scene = await Scene.set();
      const { Caller, used } = caller(
        () => useCall(useApp().call.call.full),
        (call) => (call.state === "failed" && call.error.code === "room_full" ? `limit ${call.error.data?.limit}` : call.state),
      );
      using screen = scene.screen(Caller);
      await screen.reads("idle");
      const outcome = await used().run();
      assert.equal(outcome.ok, false);
      await screen.reads("limit 3");
    });

    test("of two calls the later one is shown, although it is answered first; the earlier one still gives its outcome", async () => {
      await using scene = await Scene.set();
      const { Caller, used } = caller(
        () => useCall(useApp().call.call.hang),
        (call) => (call.state === "failed" ? call.error.code : call.state),
      );
      using screen = scene.screen(Caller);
      await screen.reads("idle");
      const abort = new AbortController();
      const first = used().run(undefined, { signal: abort.signal });
      const second = used().run(undefined, { timeoutMs: 1 });
      assert.equal((await second).ok, false);
      await screen.reads("timeout");
      abort.abort();
      const outcome = await first;
      assert.equal(outcome.ok ? "" : outcome.error.code, "aborted");
      // React shows what there is to show long before the server has answered.
      await scene.journal();
      assert.equal(screen.text, "timeout");
      const third = used().run(undefined, { timeoutMs: 60_000 });
      await screen.reads("pending");
      screen.unmount();
      scene.client.close();
      const after = await third;
      assert.equal(after.ok ? "" : after.error.code, "closed");
      assert.deepEqual(screen.complaints, []);
    });

    test("an input that cannot cross the wire rejects, as the caller's mistake", async () => {
      await using scene = await Scene.set();
      const { Caller, used } = caller(
        () => useCall(useApp().call.call.double),
        ({ state }) => state,
      );
      using screen = scene.screen(Caller);
      await screen.reads("idle");
      const wrong: unknown = () => 7;
      await assert.rejects(used().run(wrong as number), /cannot cross the wire/);
      await screen.reads("idle");
    });
  });

  describe("useSubscription", () => {
    test("starts one stream at the server, tells every event, and ends", async () => {
      await using scene = await Scene.set();
      const events: number[] = [];
      const Count = (): ReactNode => {
        // A new object at each render: it says the same on the wire.
        const count = useSubscription(useApp().subscribe.stream.count, { to: 100 }, { onEvent: (n) => events.push(n) });
        return `${count.state} ${count.state === "off" ? "" : count.last}`;
      };
      using screen = scene.screen(Count);
      await screen.reads("ended 100");
      assert.deepEqual(
        events,
        Array.from({ length: 100 }, (_, at) => at + 1),
      );
      const made = (await scene.journal()).filter((line) => line === "made 1");
      assert.equal(made.length, 1);
      assert.deepEqual(screen.complaints, []);
    });

    test("stops at the server when the component goes, when it is not enabled, and starts another for another input", async () => {
      await using scene = await Scene.set();
      let set: (props: { enabled: boolean; to: number }) => void = () => undefined;
      const Both = (): ReactNode => {
        const [{ enabled, to }, setProps] = useState({ enabled: true, to: 2 });
        set = setProps;
        const { subscribe } = useApp();
        const idle = useSubscription(subscribe.stream.idle, undefined, { enabled });
        const count = useSubscription(subscribe.stream.count, { to });
        return `${idle.state}, ${count.state} ${count.state === "off" ? "" : count.last}`;
      };
      using screen = scene.screen(Both);
      await screen.reads("running, ended 2");
      await journalHas(scene.watcher, "idle");
      set({ enabled: false, to: 3 });
      await screen.reads("off, ended 3");
      await journalHas(scene.watcher, "idle over");
      set({ enabled: true, to: 3 });
      await screen.reads("running, ended 3");
      await scene.journalHas("idle", 2);
      screen.unmount();
      await scene.journalHas("idle over", 2);
      assert.deepEqual(screen.complaints, []);
    });

    test("shows the error of a stream that fails; restart begins again", async () => {
      await using scene = await Scene.set();
      let restart: () => void = () => undefined;
      const Fails = (): ReactNode => {
        const [heardOnes, setHeard] = useState(0);
        const stream = useSubscription(useApp().subscribe.stream.fails, undefined, { onEvent: () => setHeard((n) => n + 1) });
        restart = stream.restart;
        return stream.state === "failed" ? `${stream.error.code} after ${stream.last}, ${heardOnes} in all` : stream.state;
      };
      using screen = scene.screen(Fails);
      await screen.reads("not_found after 1, 1 in all");
      restart();
      await screen.reads("not_found after 1, 2 in all");
      assert.deepEqual(screen.complaints, []);
    });

    test("S5: a stream with tracked ids goes on after what was read: over a restart, not over another input", async () => {
      await using scene = await Scene.set();
      const events: number[] = [];
      let set: (upTo: number) => void = () => undefined;
      let restart: () => void = () => undefined;
      const Log = (): ReactNode => {
        const [upTo, setUpTo] = useState(3);
        set = setUpTo;
        const log = useSubscription(useApp().subscribe.stream.log, { upTo }, { after: "1", onEvent: ({ n }) => events.push(n) });
        restart = log.restart;
        return `${log.state} ${log.state === "off" ? "" : log.last?.n}`;
      };
      using screen = scene.screen(Log);
      await screen.reads("ended 3");
      restart();
      await screen.reads("ended undefined");
      assert.deepEqual(events, [2, 3]);
      set(4);
      await screen.reads("ended 4");
      assert.deepEqual(events, [2, 3, 2, 3, 4]);
      assert.deepEqual(screen.complaints, []);
    });
  });
});
