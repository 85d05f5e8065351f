/* Draws a scene on a canvas. Lines of one pixel are drawn all at once, which browsers without a graphics card do ten
   times faster than any other line; discs come from stamps. */

import { Labels } from "./labels.js";
import { bow, hull, LANE } from "./shapes.js";
import { Stamps } from "./stamps.js";

const RADIUS = 17; // of a node, as on the server's picture
const WIDTHS = [1, 1, 1.6, 2.3, 3.2];
const CROWD = 150; // links in sight
const COLOURS = ["well", "sheet", "tint", "line", "edge", "ink", "soft", "act", "on-act", "warn-bg", "warn"];

export class Painter {
  /** `icons` as `sprite` gives them. */
  constructor(canvas, icons) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.labels = new Labels();
    this.stamps = new Stamps(icons);
    this.recolour();
  }

  /** Read the colours anew: light and dark are the style sheet's business. */
  recolour() {
    const style = getComputedStyle(this.canvas);
    const read = (name) => style.getPropertyValue(`--${name}`).trim() || "#777";
    this.colours = Object.fromEntries(COLOURS.map((name) => [name, read(name)]));
    this.tones = [0, 1, 2, 3, 4, 5, 6].map((n) => read(`c${n}`));
    this.font = style.fontFamily;
    Object.assign(this.stamps, { colours: this.colours, tones: this.tones }).forget();
    this.labels.forget();
  }

  resize(width, height, ratio) {
    this.ratio = ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    Object.assign(this.stamps, { ratio }).forget();
  }

  /** Where everything is on the screen, and what of it can be seen. */
  project(scene, view) {
    const { scale, x, y, width, height } = view, most = RADIUS * Math.max(1, scale / 2.5);
    const base = Math.max(2, Math.min(most, 0.36 * scene.spacing * scale)), seen = { base, nodes: [], links: [] };
    for (const node of scene.nodes) {
      node.sx = node.x * scale + x;
      node.sy = node.y * scale + y;
      node.r = base * (1 + 0.25 * (node.size ?? 0)) * (node.members ? 1.25 : 1);
      const pad = node.r + 30;
      if (node.sx > -pad && node.sy > -pad && node.sx < width + pad && node.sy < height + pad) seen.nodes.push(node);
    }
    for (const link of scene.links) {
      const { a, b } = link;
      if (a.sx < 0 && b.sx < 0) continue;
      if (a.sy < 0 && b.sy < 0) continue;
      if (a.sx > width && b.sx > width) continue;
      if (a.sy > height && b.sy > height) continue;
      seen.links.push(link);
    }
    return seen;
  }

  /** `seen` as `project` gives it; `state`: selected, fresh (Sets of things), link, hover, box. `bare` leaves discs and
      lines to the other painter. */
  paint(scene, view, seen, state, bare = false) {
    this.#begin(seen);
    this.context.clearRect(0, 0, view.width, view.height);
    for (const group of scene.groups) this.#frame(group, scene, seen);
    const near = this.#marked(state), focus = this.#focus(scene, seen, state);
    if (!bare) this.#lines(seen, near, focus);
    for (const link of near) this.#line(link, this.colours.act, 0.6);
    this.#discs(bare ? { ...seen, nodes: [...state.selected].filter((node) => node.r) } : seen, state, focus);
    this.labels.paint(this, scene, view, seen, state, near, focus);
    for (const note of scene.notes) this.#note(note, view, state);
    if (state.box) this.box(state.box);
  }

  /** Some things alone, on what is there. */
  above(scene, view, seen, state) {
    this.#begin(seen);
    for (const link of seen.links) this.#line(link, this.colours.act);
    for (const node of seen.nodes) this.#stamp(node, "selected");
    for (const note of scene.notes) if (state.selected.has(note)) this.#note(note, view, state);
  }

  #begin(seen) {
    const { context, ratio } = this;
    this.base = seen.base;
    this.plain = seen.base < 5;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.lineJoin = "round";
  }

  /** Another canvas, moved and grown. */
  copy(from, x, y, grown) {
    const { context, ratio, canvas } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(from, x * ratio, y * ratio, from.width * grown, from.height * grown);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  #marked(state) {
    const near = new Set(state.link ? [state.link] : []);
    if (state.selected.size < 50)
      for (const thing of state.selected) for (const link of thing.links ?? []) near.add(link);
    for (const link of state.hover?.links ?? []) near.add(link);
    return near;
  }

  /** In a crowd: the one that is selected and its neighbours; everything else steps back. */
  #focus(scene, seen, { selected }) {
    const [one] = selected;
    return selected.size === 1 && one.links?.length && seen.links.length > CROWD ? scene.neighbours(one).add(one) : undefined;
  }

  // Links

  #lines(seen, near, focus) {
    const { context, colours } = this, plain = { solid: [], dashed: [] };
    context.globalAlpha = faint(seen) * (focus ? 0.5 : 1);
    for (const link of seen.links) {
      if (near.has(link)) continue;
      if (this.plain || (this.#width(link) <= 1 && !link.lane)) plain[link.dash ? "dashed" : "solid"].push(link);
      else this.#line(link, colours.edge);
    }
    this.#hairlines(plain.solid, []);
    this.#hairlines(plain.dashed, this.plain ? [] : [5, 4]);
    context.globalAlpha = 1;
    if (!this.plain && !focus && seen.base >= 7) this.#arrows(seen.links.filter((link) => link.directed && !near.has(link)), colours.edge);
  }

  /** Thinner where all is small, so that a crowd does not become a blot. */
  #width(link) {
    const width = WIDTHS[link.width ?? 1] ?? 1;
    return this.base < 12 ? Math.max(1, (width * this.base) / 12) : width;
  }

  #hairlines(links, dash) {
    const { context } = this;
    context.strokeStyle = this.colours.edge;
    context.lineWidth = 1 / this.ratio;
    context.setLineDash(dash);
    context.beginPath();
    for (const { a, b } of links) {
      context.moveTo(a.sx, a.sy);
      context.lineTo(b.sx, b.sy);
    }
    context.stroke();
    context.setLineDash([]);
  }

  #line(link, colour, more = 0) {
    const { context } = this, { a, b } = link;
    context.strokeStyle = colour;
    context.lineWidth = this.#width(link) + more;
    context.setLineDash(link.dash ? [5, 4] : []);
    context.beginPath();
    context.moveTo(a.sx, a.sy);
    if (link.lane) context.quadraticCurveTo(...bow(link, 2 * LANE), b.sx, b.sy);
    else context.lineTo(b.sx, b.sy);
    context.stroke();
    context.setLineDash([]);
    if (more && link.directed) this.#arrows([link], colour);
  }

  #arrows(links, colour) {
    const { context } = this;
    context.fillStyle = colour;
    context.beginPath();
    for (const link of links) {
      const { a, b } = link, [fx, fy] = link.lane ? bow(link, 2 * LANE) : [a.sx, a.sy];
      const dx = b.sx - fx, dy = b.sy - fy, long = Math.hypot(dx, dy);
      if (long < b.r + 16) continue;
      const x = dx / long, y = dy / long, size = Math.min(1, this.base / 12) * (5 + this.#width(link));
      const px = b.sx - x * (b.r + 2), py = b.sy - y * (b.r + 2), qx = px - x * size * 1.5, qy = py - y * size * 1.5;
      context.moveTo(px, py);
      context.lineTo(qx - y * size * 0.6, qy + x * size * 0.6);
      context.lineTo(qx + y * size * 0.6, qy - x * size * 0.6);
    }
    context.fill();
  }

  // Nodes

  #discs(seen, state, focus) {
    const { context } = this, marked = (node) => state.selected.has(node) || node === state.hover;
    const back = focus ? seen.nodes.filter((node) => !focus.has(node)) : [], front = focus ? [...focus] : seen.nodes;
    context.globalAlpha = 0.35;
    for (const node of back) this.#stamp(node, "");
    context.globalAlpha = 1;
    if (this.plain && seen.base < 4 && front.length > 4000) this.#dots(front);
    else for (const node of front) if (!marked(node)) this.#stamp(node, "");
    for (const node of state.fresh) if (!marked(node)) this.#ring(node);
    for (const node of new Set([state.hover, ...state.selected]))
      if (node?.links) this.#stamp(node, state.selected.has(node) ? "selected" : "hover");
  }

  #dots(nodes) {
    const { context } = this, tones = new Map();
    for (const node of nodes) {
      const tone = node.tone ?? -1;
      if (tones.has(tone)) tones.get(tone).push(node);
      else tones.set(tone, [node]);
    }
    for (const [tone, some] of tones) {
      context.fillStyle = this.tones[tone] ?? this.colours.act;
      for (const node of some) {
        const size = Math.max(2, Math.round(node.r * 1.8));
        context.fillRect(Math.round(node.sx - size / 2), Math.round(node.sy - size / 2), size, size);
      }
    }
  }

  #stamp(node, mark) {
    const { context, ratio } = this, stamp = this.stamps.of(node, mark), half = stamp.width / 2;
    context.setTransform(1, 0, 0, 1, 0, 0); // on whole pixels: sharper, and twice as fast
    context.drawImage(stamp, Math.round(node.sx * ratio - half), Math.round(node.sy * ratio - half));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** Around what has just come. */
  #ring(node) {
    const { context } = this;
    context.strokeStyle = this.colours.warn;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(node.sx, node.sy, node.r + 4, 0, 2 * Math.PI);
    context.stroke();
  }

  middle(link) {
    return link.lane ? bow(link) : [(link.a.sx + link.b.sx) / 2, (link.a.sy + link.b.sy) / 2];
  }

  // Groups, notes, the box of a selection

  #frame(group, scene, seen) {
    if (group.folded) return;
    const members = scene.nodes.filter((node) => String(node.group ?? "") === String(group.id));
    if (!members.length) return;
    const { context, colours } = this, around = hull(members), pad = seen.base + 14;
    context.beginPath();
    around.forEach(({ sx, sy }, n) => (n ? context.lineTo(sx, sy) : context.moveTo(sx, sy)));
    context.closePath();
    context.lineWidth = 2 * pad + 2;
    context.strokeStyle = colours.edge;
    context.stroke();
    context.lineWidth = 2 * pad;
    context.strokeStyle = context.fillStyle = colours.tint;
    context.stroke();
    context.fill();
    group.top = around.reduce((best, node) => (node.sy < best.sy ? node : best));
    group.pad = pad;
  }

  #note(note, view, state) {
    const { context, colours } = this, whole = this.labels.wrap(this, note.text, 190);
    const lines = this.base < 8 && whole.length > 1 && !state.selected.has(note) ? [`${whole[0]} …`] : whole;
    const x = note.x * view.scale + view.x, y = note.y * view.scale + view.y;
    const wide = Math.max(...lines.map((line) => this.labels.width(this, line))) + 18, high = lines.length * 16 + 12;
    note.rect = [x, y, wide, high];
    context.fillStyle = colours["warn-bg"];
    context.strokeStyle = state.selected.has(note) ? colours.act : colours.warn;
    context.lineWidth = state.selected.has(note) ? 3 : 1;
    context.beginPath();
    context.rect(...note.rect.map(Math.round));
    context.fill();
    context.stroke();
    context.fillStyle = colours.ink;
    context.textAlign = "left";
    lines.forEach((line, n) => context.fillText(line, Math.round(x) + 9, Math.round(y) + 18 + 16 * n));
  }

  box([x, y, wide, high]) {
    const { context, colours } = this;
    context.strokeStyle = colours.act;
    context.lineWidth = 1;
    context.setLineDash([4, 3]);
    context.strokeRect(x + 0.5, y + 0.5, wide, high);
    context.setLineDash([]);
  }
}

/** How much of their colour lines have: many of them are seen through. */
export function faint({ links, base }) {
  return links.length > 6000 ? 0.22 : links.length > 1500 ? 0.4 : links.length > 300 ? 0.6 : base < 8 ? 0.75 : 1;
}
