import type { Clock } from "../ports/clock.ts";

/** The longest delay a Node timer takes; past it, it would fire at once. */
const maxTimerMs = 2 ** 31 - 1;

/** The clock of the machine. Neither `after` nor `every` keeps the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, task) {
    const dueMs = performance.now() + delayMs;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      timer = setTimeout(fire, Math.min(Math.ceil(dueMs - performance.now()), maxTimerMs));
      timer.unref();
    };
    // Node counts from the start of the turn that set the timer, so it may fire early by as long as that turn ran.
    const fire = (): void => {
      if (performance.now() < dueMs) arm();
      else task();
    };
    arm();
    return () => clearTimeout(timer);
  },
  every(intervalMs, task) {
    const timer = setInterval(task, Math.min(intervalMs, maxTimerMs));
    timer.unref();
    return () => clearInterval(timer);
  },
};
