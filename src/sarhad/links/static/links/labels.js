/* Words on the picture. The most telling are placed first; what would lie on another word or on a node is left out
   until one comes closer. */

const SIZE = 12, CELL = 8;
const KEY = 14; // so many at most are named in a crowd even on top of other nodes
const WORD = 1, NODE = 2; // what takes a cell
const TRIES = 2500;

export class Labels {
  forget() {
    this.widths = new Map();
  }

  width(painter, text, bold = false) {
    const key = bold ? `*${text}` : text;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.#type(painter, bold);
      this.widths.set(key, (width = painter.context.measureText(text).width));
    }
    return width;
  }

  #type(painter, bold = false) {
    const font = `${bold ? 650 : 400} ${SIZE}px ${painter.font}`;
    if (painter.context.font !== font) painter.context.font = font;
  }

  wrap(painter, text, most) {
    this.#type(painter);
    const lines = [];
    for (const word of text.split(/\s+/)) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && this.width(painter, longer) <= most) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.length > 8 ? [...lines.slice(0, 7), "…"] : lines;
  }

  /** What takes a rectangle if no cell of it is taken by any of `free`. Cells are counted from the world's origin, so that nothing comes or goes while one pans. */
  #taker(view) {
    const left = Math.floor(-view.x / CELL) - 8, top = Math.floor(-view.y / CELL) - 8;
    const wide = Math.ceil(view.width / CELL) + 18, high = Math.ceil(view.height / CELL) + 18;
    const taken = new Uint8Array(wide * high);
    return (x, y, w, h, { free = WORD | NODE, as = WORD } = {}) => {
      const x0 = Math.max(0, Math.floor((x - view.x) / CELL) - left), y0 = Math.max(0, Math.floor((y - view.y) / CELL) - top);
      const x1 = Math.min(wide - 1, Math.floor((x + w - view.x) / CELL) - left);
      const y1 = Math.min(high - 1, Math.floor((y + h - view.y) / CELL) - top);
      for (let j = y0; j <= y1; j++) for (let i = x0; i <= x1; i++) if (taken[j * wide + i] & free) return false;
      for (let j = y0; j <= y1; j++) for (let i = x0; i <= x1; i++) taken[j * wide + i] |= as;
      return true;
    };
  }

  paint(painter, scene, view, seen, state, near, focus) {
    seen.air = focus || seen.base >= 11 ? 0 : seen.base < 7 ? 8 : 3; // around words, where all is small
    const take = this.#taker(view), { context, colours } = painter, put = [];
    const most = (view.width * view.height) / (seen.base < 7 ? 9000 : seen.base < 11 ? 5000 : 2200); // more is a carpet
    for (const note of scene.notes) if (note.rect) take(...note.rect, { free: 0 });
    this.#titles(painter, scene, take, put);
    const first = [...state.selected, ...(state.hover ? [state.hover] : [])].filter((thing) => !thing.isNote);
    if (first.length < 100) for (const node of first) this.#node(painter, node, take, put, seen, true);
    for (const { sx, sy, r } of focus ?? seen.nodes) take(sx - r * 0.8, sy - r * 0.8, r * 1.6, r * 1.6, { free: 0, as: NODE });
    const told = new Set(first), inside = new Set(focus ?? seen.nodes), key = Math.min(KEY, inside.size / 8);
    const others = scene.ranked.filter((node) => inside.has(node) && !told.has(node)).slice(0, TRIES);
    others.forEach((node, n) => put.length < most && this.#node(painter, node, take, put, seen, false, n < key));
    this.#links(painter, focus || !scene.worded ? { ...seen, links: [] } : seen, near, take, put, most);
    context.lineJoin = "round";
    context.textAlign = "left";
    context.lineWidth = 3.5;
    context.strokeStyle = colours.well;
    for (const { text, x, y, colour, bold } of put) {
      this.#type(painter, bold);
      context.fillStyle = colour;
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    }
  }

  #titles(painter, scene, take, put) {
    for (const group of scene.groups) {
      if (group.folded || !group.top) continue;
      const wide = this.width(painter, group.title, true), { sx, sy } = group.top;
      this.#put(put, group.title, sx - wide / 2, sy - group.pad - 6, painter.colours.ink, true);
      take(sx - wide / 2, sy - group.pad - 18, wide, 16, { free: 0 });
    }
  }

  #put(put, text, x, y, colour, bold = false) {
    put.push({ text, x: Math.round(x), y: Math.round(y), colour, bold });
  }

  /** Below the node, or where there is room: right, above, left; shorter if nothing else helps. */
  #node(painter, node, take, put, seen, chosen = false, key = false) {
    if (!node.label) return;
    const two = node.below && (seen.base >= 15 || chosen || node.members);
    for (const [most, free] of chosen ? [[60]] : key ? [[26], [13], [26, WORD]] : [[26], [13]]) {
      const said = { text: cut(node.label, most), sub: two ? cut(node.below, most) : "", chosen, free };
      if (this.#placed(painter, node, said, take, put, seen.air)) return;
    }
  }

  #placed(painter, { sx, sy, r }, { text, sub, chosen, free: over }, take, put, air) {
    const wide = this.width(painter, text, chosen), below = sub ? this.width(painter, sub) : 0, gap = chosen ? 6 : 3;
    const widest = Math.max(wide, below), high = sub ? 30 : 15, left = sx - widest / 2, middle = sy - high / 2;
    const places = [
      { x: left, y: sy + r + gap, side: 0.5 }, { x: sx + r + gap + 1, y: middle, side: 0 },
      { x: left, y: sy - r - high - gap, side: 0.5 }, { x: sx - r - widest - gap - 1, y: middle, side: 1 },
    ];
    let free = places.find(({ x, y }) => take(x - air, y - air, widest + 2 * air, high + 2 * air, { free: over }));
    if (!free && chosen) take(places[0].x, places[0].y, widest, high, { free: 0 }), (free = places[0]);
    if (!free) return false;
    this.#put(put, text, free.x + (widest - wide) * free.side, free.y + 11.5, painter.colours.ink, chosen);
    if (sub) this.#put(put, sub, free.x + (widest - below) * free.side, free.y + 26, painter.colours.soft);
    return true;
  }

  #links(painter, seen, near, take, put, most) {
    const all = seen.base >= 10 && !painter.plain ? [...seen.links].sort((one, other) => (other.width ?? 1) - (one.width ?? 1)) : [];
    let tries = 600;
    for (const link of [...near, ...all]) {
      if (put.length >= 2 * most || !tries--) break;
      if (!link.label || (!near.has(link) && link.times === undefined && seen.links.length > 400)) continue;
      const text = link.times > 1 ? `${link.label} ×${link.times}` : link.label, wide = this.width(painter, text);
      const { a, b } = link;
      if (Math.abs(b.sx - a.sx) + Math.abs(b.sy - a.sy) < 0.8 * wide + a.r + b.r) continue;
      const [x, y] = painter.middle(link);
      if (take(x - wide / 2, y - 7, wide, 14)) this.#put(put, text, x - wide / 2, y + 4, near.has(link) ? painter.colours.ink : painter.colours.soft);
    }
  }
}

function cut(text, most) {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
