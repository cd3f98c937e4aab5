/** All checks of a round. Pure: lines in, violations out, so that what a check finds can be tested by planting it. */
import { checkChanges } from "./checks/changes.ts";
import { checkLeaks } from "./checks/leaks.ts";
import { checkLog } from "./checks/log.ts";
import { checkPosts } from "./checks/posts.ts";
import { checkReads } from "./checks/reads.ts";
import { checkStreams } from "./checks/streams.ts";
import { History } from "./history.ts";
import type { Line, Violation } from "./records.ts";

const checks = [checkPosts, checkLog, checkStreams, checkReads, checkChanges, checkLeaks];

export function check(lines: readonly Line[], round: number): readonly Violation[] {
  const history = new History(lines, round);
  return checks.flatMap((run) => run(history));
}
