/**
 * A shape as the distance to its edge, negative within: painting it with soft edges is then one comparison. The picture
 * reaches from -1 to 1 in both directions, downwards and to the right.
 */
export type Shape = (x: number, y: number) => number;

export function circle(centreX: number, centreY: number, radius: number): Shape {
  return (x, y) => distance(x - centreX, y - centreY) - radius;
}

export function ellipse(centreX: number, centreY: number, wide: number, high: number): Shape {
  // Not an exact distance, but close near the edge, and only that shows.
  return (x, y) => (distance((x - centreX) / wide, (y - centreY) / high) - 1) * Math.min(wide, high);
}

export function box(centreX: number, centreY: number, wide: number, high: number, rounding = 0): Shape {
  return (x, y) => {
    const outX = Math.abs(x - centreX) - wide + rounding;
    const outY = Math.abs(y - centreY) - high + rounding;
    return distance(Math.max(outX, 0), Math.max(outY, 0)) + Math.min(Math.max(outX, outY), 0) - rounding;
  };
}

/** A stroke from one point to another. */
export function stroke(fromX: number, fromY: number, toX: number, toY: number, width: number): Shape {
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const length = alongX * alongX + alongY * alongY;
  return (x, y) => {
    const part = ((x - fromX) * alongX + (y - fromY) * alongY) / length;
    const at = Math.min(1, Math.max(0, part));
    return distance(x - fromX - alongX * at, y - fromY - alongY * at) - width / 2;
  };
}

/** The corners of a convex shape, clockwise. */
export function polygon(...corners: readonly (readonly [number, number])[]): Shape {
  const sides = corners.map(([fromX, fromY], index) => {
    const [toX, toY] = corners[(index + 1) % corners.length] ?? [fromX, fromY];
    const length = distance(toX - fromX, toY - fromY);
    return { fromX, fromY, normalX: (toY - fromY) / length, normalY: (fromX - toX) / length };
  });
  return (x, y) => {
    let farthest = -Infinity;
    for (const { fromX, fromY, normalX, normalY } of sides)
      farthest = Math.max(farthest, (x - fromX) * normalX + (y - fromY) * normalY);
    return farthest;
  };
}

/** Everything below a wave. */
export function below(height: number, swing: number, phase: number): Shape {
  return (x, y) => (height + swing * Math.sin(x * 4 + phase) - y) * 0.8;
}

export function ring(shape: Shape, width: number): Shape {
  return (x, y) => Math.abs(shape(x, y)) - width / 2;
}

export function both(one: Shape, other: Shape): Shape {
  return (x, y) => Math.max(one(x, y), other(x, y));
}

export function without(shape: Shape, hole: Shape): Shape {
  return (x, y) => Math.max(shape(x, y), -hole(x, y));
}

export function turned(shape: Shape, degrees: number): Shape {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (x, y) => shape(x * cos + y * sin, y * cos - x * sin);
}

/** `Math.hypot` guards against numbers that do not occur here, and takes ten times as long. */
function distance(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
