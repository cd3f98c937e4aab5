import { z } from "zod";

/** A file as an upload is answered: `shownFile`, as native frames show it. */
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
