import { FileText } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import styles from "./FileList.module.css";

const sidePx = 40;
/** A picture is decoded whole to be drawn small. */
const maxBytes = 32 * 1024 * 1024;

/** Of a picture, drawn: the page's policy lets no address lead to a file that is only here. */
export function Thumbnail({ file }: { readonly file: File }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isPicture, setPicture] = useState(file.type.startsWith("image/") && file.size <= maxBytes);
  useEffect(() => {
    let isOver = false;
    const { current } = canvas;
    if (!isPicture || current === null) return;
    createImageBitmap(file).then(
      (bitmap) => {
        if (!isOver) draw(current, bitmap);
        bitmap.close();
      },
      () => {
        if (!isOver) setPicture(false);
      },
    );
    return () => {
      isOver = true;
    };
  }, [file, isPicture]);
  if (isPicture) return <canvas ref={canvas} className={styles["thumbnail"]} />;
  return (
    <span aria-hidden="true" className={styles["icon"]}>
      <FileText size={18} />
    </span>
  );
}

/** The middle of it, as large as the canvas. */
function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  const side = sidePx * devicePixelRatio;
  canvas.width = side;
  canvas.height = side;
  const scale = side / Math.min(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (side - width) / 2, (side - height) / 2, width, height);
}
