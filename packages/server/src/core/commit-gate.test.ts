import assert from "node:assert/strict";
import { test } from "node:test";
import { type RoomEvent, untouched } from "../ports/model.ts";
import { Backlog } from "./backlog.ts";
import { CommitGate } from "./commit-gate.ts";
import { keptLog } from "./testing/silence.ts";

const ann = { id: "ann", kind: "account", name: "ann" } as const;
const room = (id: string) => ({ id, kind: "public", name: id, topic: null, archivedAt: null, pair: [] }) as const;
const posted = (id: number, roomId: string): RoomEvent => {
  const message = { id, roomId, seq: id, author: ann, text: `${id}`, file: null, at: 0, ...untouched };
  return { type: "posted", room: room(roomId), seq: id, at: 0, message };
};
const joined = (seq: number, roomId: string): RoomEvent => {
  return { type: "member_joined", room: room(roomId), seq, at: 0, user: ann, role: "member", by: null };
};

/** A gate before rooms that are as far behind as the test says. */
function stage(max = 100) {
  const backlog = new Backlog(keptLog());
  const heard: string[] = [];
  let overflows = 0;
  const gate = new CommitGate(
    {
      show: (events) => heard.push(...events.map((event) => (event.type === "posted" ? event.message.text : event.type))),
      overflowed: () => {
        overflows += 1;
      },
    },
    max,
  );
  const roomBehind = (roomId: string, told: number) => {
    const at = { told, shown: 0 };
    const lagging = { roomId, mark: () => at.told, isPast: (mark: number) => at.shown >= mark };
    const note = (): void => backlog.note(lagging, at.shown < at.told);
    note();
    return {
      tell(seq: number): void {
        at.told = seq;
        note();
      },
      show(seq: number): void {
        at.shown = seq;
        note();
      },
    };
  };
  return { gate, backlog, heard, overflows: () => overflows, roomBehind };
}

test("what comes before it begins, or after its end, is not shown, and what was held then neither", () => {
  const { gate, backlog, heard, roomBehind } = stage();
  gate.take([posted(1, "a")]);
  gate.begin([backlog]);
  gate.take([posted(2, "a")]);
  const b = roomBehind("b", 1);
  gate.take([posted(3, "a")]);
  gate.end();
  b.show(1);
  gate.take([posted(4, "a")]);
  assert.deepEqual(heard, ["2"]);
});

test("a message waits for what a room had been told of when it came, and for nothing that the room is told of later", () => {
  const { gate, backlog, heard, roomBehind } = stage();
  gate.begin([backlog]);
  const b = roomBehind("b", 5);
  gate.take([posted(20, "a")]);
  b.tell(9);
  b.show(4);
  assert.deepEqual(heard, []);
  gate.take([posted(30, "a")]);
  b.show(5);
  assert.deepEqual(heard, ["20"]);
  b.tell(12);
  b.show(9);
  assert.deepEqual(heard, ["20", "30"], "a room that is always behind stops nobody");
});

test("what a room shows while it is behind goes first, by its id, and does not wait for the room itself", () => {
  const { gate, backlog, heard, roomBehind } = stage();
  gate.begin([backlog]);
  const [b, c] = [roomBehind("b", 9), roomBehind("c", 9)];
  gate.take([posted(20, "a")]);
  gate.take([posted(10, "b")]);
  assert.deepEqual(heard, [], "c may have smaller ones");
  gate.take([posted(5, "c")]);
  assert.deepEqual(heard, [], "and b, too");
  b.show(9);
  assert.deepEqual(heard, ["5"]);
  c.show(9);
  assert.deepEqual(heard, ["5", "10", "20"]);
  roomBehind("b", 12);
  gate.take([posted(21, "b")]);
  assert.deepEqual(heard.slice(3), ["21"]);
});

test("what is no message waits only behind messages of its room", () => {
  const { gate, backlog, heard, roomBehind } = stage();
  gate.begin([backlog]);
  const b = roomBehind("b", 9);
  gate.take([joined(1, "a"), posted(20, "a"), joined(21, "a")]);
  gate.take([joined(22, "a")]);
  assert.deepEqual(heard, ["member_joined"]);
  b.show(9);
  assert.deepEqual(heard.slice(1), ["20", "member_joined", "member_joined"]);
});

test("I8: a room that stays behind lets heldMessages wait, and then the connection is told to begin anew, once", () => {
  const { gate, backlog, heard, overflows, roomBehind } = stage(2);
  gate.begin([backlog]);
  const b = roomBehind("b", 1);
  for (const id of [2, 3]) gate.take([posted(id, "a")]);
  assert.equal(overflows(), 0);
  for (const id of [4, 5]) gate.take([posted(id, "a")]);
  b.show(1);
  assert.deepEqual([overflows(), heard], [1, []]);
});
