/** Images by sharp, which is libvips in this process: everything that the library lets one bound is bounded here. */
import type sharpLibrary from "sharp";
import type { ImageLook, Images } from "../../ports/images.ts";
import type { Logger } from "../../ports/telemetry.ts";

type Sharp = typeof sharpLibrary;

export interface SharpImagesOptions {
  /** Of an image that is looked at. */
  readonly maxPixels: number;
  /** The same for AVIF, whose decoder keeps whole images in memory, several times over. */
  readonly maxAvifPixels: number;
  /** Longest side of a preview. */
  readonly previewPixels: number;
  readonly log: Logger;
  readonly load?: () => Promise<Sharp>;
}

/** Of the many formats of libvips those that browsers show; files of other formats are never given to their decoders. */
const decoders = ["Jpeg", "Png", "Webp", "Nsgif", "Heif"].map((format) => `VipsForeignLoad${format}Buffer`);
const previewQuality = 75;
/** Of 0 (fast) to 6 (small). */
const previewEffort = 3;

/** Null, and a line in the log, where the library cannot be loaded: there are platforms without it. */
export async function openSharpImages(options: SharpImagesOptions): Promise<Images | null> {
  const { load = async () => (await import("sharp")).default, log } = options;
  try {
    const sharp = await load();
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({ operation: decoders });
    // One image is one thread's work, and leaves nothing behind.
    sharp.concurrency(1);
    sharp.cache(false);
    return { look: (bytes, limitMs) => look(sharp, bytes, { ...options, limitMs }) };
  } catch (err) {
    log.warn({ err }, "sharp cannot be loaded: files are kept without the dimensions and previews of images");
    return null;
  }
}

type LookOptions = SharpImagesOptions & { readonly limitMs: number };

/** Whatever goes wrong is the image's fault as far as anybody can tell. */
async function look(sharp: Sharp, bytes: Uint8Array, options: LookOptions): Promise<ImageLook | null> {
  try {
    return await decoded(sharp, bytes, options);
  } catch (err) {
    options.log.debug({ err }, "an image could not be decoded");
    return null;
  }
}

async function decoded(sharp: Sharp, bytes: Uint8Array, options: LookOptions): Promise<ImageLook | null> {
  const { maxPixels, maxAvifPixels, previewPixels, limitMs } = options;
  // Of an animation the first picture alone. Warnings are forgiven: many a camera's files have some.
  const input = { limitInputPixels: maxPixels, failOn: "error", sequentialRead: true, animated: false } as const;
  const { format, autoOrient, width, height } = await sharp(bytes, input).metadata();
  if (width * height > (format === "heif" ? maxAvifPixels : maxPixels)) return null;
  const preview = await sharp(bytes, input)
    .autoOrient()
    .resize({ width: previewPixels, height: previewPixels, fit: "inside", withoutEnlargement: true })
    .webp({ quality: previewQuality, effort: previewEffort })
    .timeout({ seconds: Math.ceil(limitMs / 1_000) })
    .toBuffer();
  return { width: autoOrient.width, height: autoOrient.height, preview };
}
