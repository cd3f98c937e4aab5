import styles from "./Illustration.module.css";

const people = [styles["ann"], styles["ben"], styles["cleo"]];

/** The same three people, wherever they are looked at from. */
function Rows({ lines, gap }: { readonly lines: readonly (readonly number[])[]; readonly gap: number }) {
  return lines.map((widths, row) => (
    <g key={widths.join()} transform={`translate(0 ${row * gap})`}>
      <rect width="22" height="22" rx="6" className={people[row % people.length]} />
      {widths.map((width, line) => (
        <rect
          key={width}
          x="32"
          y={line === 0 ? 2 : 2 + line * 11}
          width={width}
          height="6"
          rx="3"
          className={line === 0 ? styles["strong"] : styles["faint"]}
        />
      ))}
    </g>
  ));
}

/** One conversation in three windows: a terminal, a page, a phone. It says nothing that the words beside it do not say. */
export function Illustration({ className }: { readonly className: string | undefined }) {
  return (
    <svg viewBox="0 0 480 300" className={className} aria-hidden="true">
      <g transform="translate(14 66) rotate(-5)">
        <rect width="210" height="150" rx="14" className={styles["terminal"]} />
        {[0, 1, 2].map((dot) => (
          <circle key={dot} cx={20 + dot * 14} cy="18" r="4" className={styles["dot"]} />
        ))}
        {[60, 104, 82, 46].map((width, row) => (
          <g key={width} transform={`translate(18 ${42 + row * 24})`}>
            <path d="m0 0 6 5-6 5" className={styles["prompt"]} />
            <rect x="16" y="2" width={width} height="6" rx="3" className={styles["typed"]} />
          </g>
        ))}
      </g>
      <g transform="translate(350 54) rotate(6)">
        <rect width="104" height="192" rx="20" className={styles["window"]} />
        <rect x="38" y="10" width="28" height="5" rx="2.5" className={styles["faint"]} />
        <g transform="translate(14 34)">
          <Rows
            lines={[
              [30, 44],
              [24, 40],
              [34, 28],
              [26, 38],
            ]}
            gap={38}
          />
        </g>
      </g>
      <g transform="translate(120 24)">
        <rect width="236" height="252" rx="18" className={styles["window"]} />
        <rect x="20" y="20" width="84" height="9" rx="4.5" className={styles["strong"]} />
        <path d="M0 46h236" className={styles["rule"]} />
        <g transform="translate(20 64)">
          <Rows
            lines={[
              [52, 138],
              [40, 112, 150],
              [58, 96],
            ]}
            gap={48}
          />
        </g>
        <rect x="20" y="210" width="196" height="26" rx="13" className={styles["field"]} />
        <circle cx="203" cy="223" r="8" className={styles["send"]} />
      </g>
    </svg>
  );
}
