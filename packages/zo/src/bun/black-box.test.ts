import { test } from "node:test";
import { blackBoxSuite } from "../testing/black-box.ts";
import { bunProgram, startBun } from "../testing/bun.ts";

const program = bunProgram();
if (program === undefined) test("the black-box suite on Bun", { skip: "the npm package bun has no program for this machine" });
else {
  // Two seconds' worth of round trips are no flood here.
  blackBoxSuite((bounds = {}) => startBun(program, { framesPerSecond: 1_000_000, ...bounds }));
}
