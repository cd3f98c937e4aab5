/**
 * An object of any depth whose every member can be called: `root.chat.private(x)` calls `use("chat.private", [x])`. The client has
 * no routes at run time, only their types. Members are made once, so that `client.on.chat.onPrivate` is always the same function.
 */
export function pathCaller(use: (path: string, args: readonly unknown[]) => unknown, path = ""): unknown {
  const members = new Map<string, unknown>();
  return new Proxy((...args: readonly unknown[]) => use(path, args), {
    get(_target, key) {
      // A member `then` would make this a promise to `await`.
      if (typeof key === "symbol" || key === "then") return undefined;
      if (!members.has(key)) members.set(key, pathCaller(use, path === "" ? key : `${path}.${key}`));
      return members.get(key);
    },
  });
}
