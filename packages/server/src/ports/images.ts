/** What is known of an image by looking at its pixels. */
export interface ImageLook {
  /** Pixels, the way up that it is to be shown. */
  readonly width: number;
  readonly height: number;
  /** A WebP of it, at most `previewPixels` on its longest side and never larger than it is, without any of its metadata. */
  readonly preview: Uint8Array;
}

/** Looks at images that anybody may have made, to do harm too. */
export interface Images {
  /**
   * Null for what cannot be made out: not an image of a known format, broken, of more pixels than are allowed. MUST NOT reject for anything that is in
   * `bytes`, MUST NOT take the memory that a small file may claim to need, and MUST end within about `limitMs` where the decoder lets
   * itself be stopped. It does its work beside the event loop.
   */
  look(bytes: Uint8Array, limitMs: number): Promise<ImageLook | null>;
}
