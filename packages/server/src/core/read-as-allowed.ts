/**
 * What is read in several questions to the store. The right to it is asked for before, so that who may not have it is refused as soon as for what
 * is not there, and after, so that nobody gets what came between a check and their removal (I5). Rejects with what `check` rejects with.
 */
export async function readAsAllowed<T>(check: () => Promise<unknown>, read: () => Promise<T>): Promise<T> {
  await check();
  const found = await read();
  await check();
  return found;
}
