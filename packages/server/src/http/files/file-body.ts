import { z } from "zod";
import type { Files } from "../../core/api.ts";
import type { FileRef } from "../../ports/model.ts";

/** A file as an upload is answered: as native frames show it. */
export const fileBody = z
  .object({
    id: z.string().meta({ description: "What a message names it by" }),
    name: z.string(),
    type: z.string().meta({ description: "As declared; corrected where the first bytes of an image say otherwise" }),
    sizeBytes: z.int(),
    url: z.string(),
    image: z
      .object({
        width: z.int().meta({ description: "Pixels, the way up that it is to be shown" }),
        height: z.int(),
        previewUrl: z.string().optional().meta({ description: "A WebP, no larger than previewPixels" }),
      })
      .optional()
      .meta({ description: "Of an image that could be looked at" }),
  })
  .meta({ title: "File" });

export function showFile(file: FileRef, links: Pick<Files, "linkOf" | "previewLinkOf">): z.infer<typeof fileBody> {
  const { id, name, type, sizeBytes, image } = file;
  const base = { id, name, type, sizeBytes, url: links.linkOf(file) };
  if (image === null) return base;
  const { width, height } = image;
  const previewUrl = links.previewLinkOf(file);
  return { ...base, image: { width, height, ...(previewUrl === null ? {} : { previewUrl }) } };
}
