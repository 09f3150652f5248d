/** Where a chart draws: what lies between two values, right of the axis' names and above those of its foot. */
export class Frame {
  readonly top = 8;
  readonly inner: number;
  readonly foot: number;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly lowest: number,
    readonly highest: number,
    readonly left = 64,
    right = 4,
  ) {
    this.inner = Math.max(0, width - left - right);
    this.foot = height - (height < 200 ? 20 : 22);
  }
  /** The pixel of a share of the width, 0 to 1; `share` is its inverse. */
  x(share: number): number {
    return this.left + this.inner * share;
  }
  share(px: number): number {
    return (px - this.left) / this.inner;
  }
  y(value: number): number {
    return this.top + (this.foot - this.top) * (1 - (value - this.lowest) / (this.highest - this.lowest));
  }
}

/** An SVG path through points in pixels. */
export function path(points: [number, number][]): string {
  return points.length ? `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}` : "";
}

/** Which of these pixels is nearest. */
export function nearest(pixels: number[], px: number): number {
  return pixels.reduce((best, each, index) => (Math.abs(each - px) < Math.abs(pixels[best]! - px) ? index : best), 0);
}
