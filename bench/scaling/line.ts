/** The line through points that misses them least, squared, each miss counted by its share: batches of one weigh as much as those of a thousand. */
export function line(points: readonly (readonly [x: number, y: number])[]): { readonly at0: number; readonly slope: number } {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const [x, y] of points) {
    const weight = 1 / (y * y);
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  }
  const slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  return { at0: (wy - slope * wx) / w, slope };
}
