/** The files of a paste or a drop. Folders look like files without content: they are left out. */
export function filesIn({ items }: DataTransfer): readonly File[] {
  return [...items].flatMap((item) => {
    if (item.kind !== "file" || item.webkitGetAsEntry()?.isDirectory === true) return [];
    return item.getAsFile() ?? [];
  });
}
