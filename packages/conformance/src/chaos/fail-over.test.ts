import { test } from "node:test";
import { withoutPostgres } from "../services/postgres.ts";
import { failOver } from "./nemeses/processes.ts";
import { survives } from "./survives.ts";

const without = withoutPostgres();

test("two nodes without Redis: a primary that dies for good is replaced, and nothing is lost", { skip: without }, async (t) => {
  await survives({ nodes: 2, redis: false, replica: true }, [failOver], (line) => t.diagnostic(line));
});
