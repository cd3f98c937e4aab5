import assert from "node:assert/strict";
import { test } from "node:test";
import { createMetrics } from "./metrics.ts";

test("every kind of telemetry appears in the exposition with what was counted", async () => {
  const { telemetry, render } = createMetrics();
  telemetry.connectionOpened("a");
  telemetry.connectionOpened("a");
  telemetry.connectionClosed("a", 4000);
  telemetry.command("a", "send", "ok");
  telemetry.events("posted", 3);
  telemetry.deliveries("a", 5);
  telemetry.deflated(300, 200);
  telemetry.deflated(500, 500);
  telemetry.outboxBytes(100);
  telemetry.outboxBytes(-40);
  telemetry.commit(3, 2);
  telemetry.unindexed(7);
  telemetry.error("not_found");
  const { body, contentType } = await render();
  assert.match(contentType, /text\/plain/);
  for (const line of [
    'parlance_connections{dialect="a"} 1',
    'parlance_connections_closed_total{dialect="a",code="4000"} 1',
    'parlance_commands_total{dialect="a",kind="send",outcome="ok"} 1',
    'parlance_events_total{type="posted"} 3',
    'parlance_deliveries_total{dialect="a"} 5',
    "parlance_deflated_frames_total 2",
    'parlance_deflated_bytes_total{form="plain"} 800',
    'parlance_deflated_bytes_total{form="sent"} 700',
    "parlance_outbox_bytes 60",
    "parlance_commit_batch_size_sum 3",
    "parlance_commit_duration_seconds_sum 0.002",
    "parlance_search_unindexed_events 7",
    'parlance_errors_total{code="not_found"} 1',
  ]) {
    assert.ok(body.includes(`${line}\n`), line);
  }
  assert.match(body, /^parlance_nodejs_eventloop_lag_p99_seconds /m);
});

test("what is asked for twice counts on", async () => {
  const { telemetry, render } = createMetrics();
  telemetry.command("a", "send", "ok");
  telemetry.command("b", "send", "ok");
  telemetry.deliveries("a", 2);
  await render();
  telemetry.command("a", "send", "ok");
  telemetry.command("a", "send", "not_found");
  const { body } = await render();
  for (const line of [
    'parlance_commands_total{dialect="a",kind="send",outcome="ok"} 2',
    'parlance_commands_total{dialect="a",kind="send",outcome="not_found"} 1',
    'parlance_commands_total{dialect="b",kind="send",outcome="ok"} 1',
    'parlance_deliveries_total{dialect="a"} 2',
  ]) {
    assert.ok(body.includes(`${line}\n`), line);
  }
});
