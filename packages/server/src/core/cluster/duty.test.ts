import assert from "node:assert/strict";
import { test } from "node:test";
import { boundTable } from "../../ports/bounds.ts";
import { signUp } from "../testing/memory-chat.ts";
import { settle } from "../testing/settle.ts";
import { severalNodes } from "../testing/several-nodes.ts";
import { FirstNodeDuty } from "./duty.ts";

const leaseMs = boundTable.nodeLeaseMs.value + boundTable.nodeBeatMs.value;

test("the node with the smallest id of those alive has the duty, and begins when it comes to it, once each time", () => {
  const duty = new FirstNodeDuty();
  let begun = 0;
  const stop = duty.whenMine(() => begun++);
  duty.decide("b", ["a", "c"]);
  assert.deepEqual([duty.isMine, begun], [false, 0]);
  duty.decide("b", ["c"]);
  duty.decide("b", []);
  assert.deepEqual([duty.isMine, begun], [true, 1]);
  duty.whenMine(() => begun++);
  assert.equal(begun, 2, "who asks when it is so is called at once");
  duty.decide("b", ["a"]);
  stop();
  duty.decide("b", []);
  assert.deepEqual([duty.isMine, begun], [true, 3]);
});

test("of three nodes one purges and sweeps; when it dies another goes on, after its lease", async () => {
  const done: string[] = [];
  await using all = await severalNodes(0, { bounds: { tokenPurgeMs: 5_000, auditPurgeMs: 5_000, fileSweepMs: 5_000 } });
  for (const name of ["x", "y", "z"]) {
    const noting = async (what: string): Promise<void> => {
      done.push(`${name} ${what}`);
    };
    await all.add({
      store: {
        deleteExpiredTokens: () => noting("tokens").then(() => 0),
        purgeModeration: () => noting("audit").then(() => 0),
        deleteUnattachedFiles: () => noting("files").then(() => 0),
        continueDeletion: () => noting("deletions").then(() => ({ kind: "idle" })),
      },
    });
  }
  await all.rest(10_000);
  done.length = 0;
  await all.rest(10_000);
  const [first] = done;
  const whose = first?.split(" ")[0];
  assert.deepEqual([...new Set(done)].sort(), [`${whose} audit`, `${whose} files`, `${whose} tokens`]);
  const at = "xyz".indexOf(whose ?? "");
  const node = all.nodes[at];
  assert.ok(node);
  all.kill(node);
  await all.rest(leaseMs);
  done.length = 0;
  await all.rest(10_000);
  const others = new Set(done.map((one) => one.split(" ")[0]));
  assert.equal(others.size, 1);
  assert.ok(!others.has(whose));
});

test("a node that has just come leaves the work to those that were there until it knows them; alone it does it itself", async () => {
  let purges = 0;
  const store = {
    deleteExpiredTokens: async () => {
      purges++;
      return 0;
    },
  };
  await using all = await severalNodes(0);
  await all.add({ store });
  assert.equal(purges, 0);
  all.pass(3 * boundTable.nodeBeatMs.value);
  assert.equal(purges, 1);
});

test("an account deleted on one node is erased by the node that has the duty, though every signal of it is lost", async () => {
  for (const [from, lose] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    await using all = await severalNodes(2);
    await all.rest(3 * boundTable.nodeBeatMs.value);
    const node = all.nodes[from];
    assert.ok(node);
    const ann = await signUp(node.chat, "alice");
    const message = await node.chat.messages.post({ roomId: "lounge", author: ann.user, text: "hello" });
    all.bus.chances.lose = lose;
    await node.chat.account.delete(ann.session, { password: "password-1", erase: true });
    await all.rest(boundTable.sessionCheckMs.value + 1_000);
    await settle();
    assert.notEqual((await all.store.findMessage(message.id))?.deletedAt, null);
  }
});
