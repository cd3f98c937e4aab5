/** Whether two objects, or lists, have the same members, each the same object. */
export function isSame<T extends object>(one: T, other: T): boolean {
  const [names, others] = [Object.keys(one), Object.keys(other)] as (keyof T)[][];
  return names?.length === others?.length && names?.every((name) => one[name] === other[name]) === true;
}
