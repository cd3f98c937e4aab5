import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { scriptOf, wscatOf } from "./snippets.ts";

const taken = {
  url: "ws://localhost:8080/chat",
  subprotocols: [],
  greeting: ['{"type":"init"}'],
  frame: `{"type":"text","text":"it's"}`,
};

test("the command says the greeting, then the frame, quoted for a shell", () => {
  const said = `-x '{"type":"init"}' -x '{"type":"text","text":"it'\\''s"}' -w -1`;
  assert.equal(wscatOf(taken), `npx wscat -c 'ws://localhost:8080/chat' ${said}`);
  assert.equal(wscatOf({ ...taken, greeting: [], frame: taken.greeting[0] ?? "" }).split(" -x ").length, 2);
  assert.equal(
    wscatOf({ url: "ws://h/x?a=b&c=d", subprotocols: ["v1"], greeting: [] }),
    "npx wscat -s 'v1' -c 'ws://h/x?a=b&c=d'",
  );
});

test("the script runs: it opens the socket and sends the same texts", () => {
  const sent: string[] = [];
  let opened: { url: string; onopen?: () => void } | undefined;
  class WebSocket {
    readonly url: string;
    constructor(url: string) {
      this.url = url;
      opened = this;
    }
    send(text: string): void {
      sent.push(text);
    }
  }
  const run = (frame: string): void => {
    runInNewContext(scriptOf({ ...taken, frame }), { WebSocket, JSON, console });
    opened?.onopen?.();
  };
  run(taken.frame);
  assert.equal(opened?.url, taken.url);
  assert.deepEqual(sent, [taken.greeting[0], taken.frame]);
  run('{"broken');
  assert.equal(sent.at(-1), '{"broken');
});

test("a greeting is not said twice when it is the frame that is taken away", () => {
  assert.equal(scriptOf({ ...taken, frame: '{"type":"init"}' }).split("socket.send").length, 2);
});
