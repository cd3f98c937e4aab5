/** The members that may be undefined, as members that may be missing. */
export type Given<T> = { [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name] } & {
  [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined>;
};

/** Without what is undefined: on the wire, and in snapshots, what is not there is left out. */
export function given<T extends object>(members: T): Given<T> {
  // What is left has all members but those that were undefined.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}
