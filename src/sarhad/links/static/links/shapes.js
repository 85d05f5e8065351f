/* Where lines bend and what they enclose, in pixels on the screen. */

export const LANE = 17; // between links of the same two ends

/** A point `far` times its lane beside the middle of a link. */
export function bow({ a, b, lane }, far = LANE) {
  const dx = b.sx - a.sx, dy = b.sy - a.sy, long = Math.hypot(dx, dy) || 1, off = (lane * far) / long;
  return [(a.sx + b.sx) / 2 - dy * off, (a.sy + b.sy) / 2 + dx * off];
}

/** Corners of the smallest convex frame around nodes on the screen (Andrew's monotone chain). */
export function hull(nodes) {
  const sorted = [...nodes].sort((one, other) => one.sx - other.sx || one.sy - other.sy);
  if (sorted.length < 3) return sorted;
  const turns = (o, a, b) => (a.sx - o.sx) * (b.sy - o.sy) - (a.sy - o.sy) * (b.sx - o.sx) > 0;
  const half = (some) => {
    const chain = [];
    for (const node of some) {
      while (chain.length > 1 && !turns(chain[chain.length - 2], chain[chain.length - 1], node)) chain.pop();
      chain.push(node);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** How far (x, y) is from the line between two points. */
export function beside(x, y, ax, ay, bx, by) {
  const dx = bx - ax, dy = by - ay, part = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const held = Math.max(0, Math.min(1, part));
  return Math.hypot(x - ax - held * dx, y - ay - held * dy);
}
