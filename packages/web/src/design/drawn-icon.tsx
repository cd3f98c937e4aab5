import type { LucideProps } from "lucide-react";
import type { FunctionComponent } from "react";

/** What the build makes of an icon (`build/icons.ts`): as lucide draws it, of one path. Without a label of its own it is for the eye only. */
export function drawnIcon(path: string): FunctionComponent<LucideProps> {
  return ({ size = 24, ...rest }) => (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it is hidden where it has no label
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden={!("aria-label" in rest)}
      {...rest}
    >
      <path d={path} />
    </svg>
  );
}
