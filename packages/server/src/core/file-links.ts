import type { FileRef } from "../ports/model.ts";
import type { FileLinks } from "./api.ts";

/** Controls, line and paragraph separators, and what turns the direction of writing: none may reach into the text around a name. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `publicUrl`: where this server is reached. */
export function createFileLinks(publicUrl: () => string): FileLinks {
  const folderOf = ({ id }: FileRef): string => `${publicUrl().replace(/\/+$/, "")}/files/${id}`;
  const linkOf = (file: FileRef): string => `${folderOf(file)}/${encodeURIComponent(printedName(file.name))}`;
  return {
    linkOf,
    previewLinkOf: (file) =>
      file.image?.hasPreview === true
        ? `${folderOf(file)}/preview/${encodeURIComponent(printedName(file.name))}${previewExtension}`
        : null,
    lineOf: (file) => `${printedName(file.name)} (${printedSize(file.sizeBytes)}) ${linkOf(file)}`,
  };
}

/** At the end of a preview's link, and of the name it is downloaded under. */
export const previewExtension = ".webp";

/** The name as it may stand in a line of text or at the end of a link, where `.` and `..` would lead elsewhere. */
function printedName(name: string): string {
  const printed = name.replace(unprintable, "").trim();
  return /^\.{0,2}$/.test(printed) ? "file" : printed;
}

function printedSize(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}

/** A file as clients of this house's own are shown it, in JSON: what is null is left out. */
export interface ShownFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly url: string;
  readonly image?: { readonly width: number; readonly height: number; readonly previewUrl?: string };
}

export function shownFile(file: FileRef, links: FileLinks): ShownFile {
  const { id, name, type, sizeBytes, image } = file;
  const base = { id, name, type, sizeBytes, url: links.linkOf(file) };
  if (image === null) return base;
  const { width, height } = image;
  const previewUrl = links.previewLinkOf(file);
  return { ...base, image: { width, height, ...(previewUrl === null ? {} : { previewUrl }) } };
}
