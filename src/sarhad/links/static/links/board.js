/* The picture in its place on the page: when it is drawn, by which painter, how one looks about in it, what lies where. */

import { GlPainter } from "./glpaint.js";
import { Painter } from "./paint.js";
import { Scene } from "./scene.js";
import { beside, bow } from "./shapes.js";
import { View } from "./view.js";

const HEAVY = 3000; // lines and discs in sight, from which on a picture is kept and pushed about while a hand moves it
const LATE = 24; // milliseconds between two pictures that are too many: then this machine keeps them from fewer things on
const MANY = 12_000; // lines and discs in sight, from which on a graphics card draws them, where there is one
const CALM = 140; // milliseconds of rest after which a kept picture is drawn anew
const GLIDE = 220; // milliseconds that something takes to its new place

export class Board {
  /** `place`: the element with two canvases. */
  constructor(place) {
    this.place = place;
    [this.under, this.over] = place.querySelectorAll("canvas");
    this.view = new View();
    this.state = { selected: new Set(), fresh: new Set() };
    this.kept = document.createElement("canvas");
    this.heavy = HEAVY;
    this.held = []; // what a hand drags
  }

  /** Begin to show `data`; `icons` as `sprite` gives them. */
  show(data, icons) {
    this.painter = new Painter(this.over, icons);
    this.take(data);
    this.seen = { things: 0 };
    this.measure();
    new ResizeObserver(() => this.measure()).observe(this.place);
    for (const scheme of ["(prefers-color-scheme: dark)", "print", "(forced-colors: active)"])
      matchMedia(scheme).addEventListener("change", () => this.recolour());
  }

  /** `data` from the server; what is selected stays so. What was not there before is `fresh`. */
  take(data) {
    const before = this.scene, { state } = this, selected = [...state.selected].map((thing) => thing.id);
    this.scene = new Scene(data);
    state.selected = new Set(selected.map((id) => this.scene.find(id)).filter(Boolean));
    state.hover = state.link = undefined;
    const fresh = before ? this.scene.nodes.filter((node) => !before.find(node.id)) : [];
    state.fresh = new Set(2 * fresh.length > this.scene.nodes.length ? [] : fresh);
    this.apart = undefined;
    this.gl?.load(this.scene, this.painter);
    if (before) this.glide(before);
  }

  /** What has moved goes there visibly, so that the eye can follow; not on a chart too large for it. */
  glide(before) {
    const ways = [];
    for (const node of this.scene.nodes) {
      const old = before.find(node.id);
      if (old && (old.x !== node.x || old.y !== node.y)) ways.push([node, old.x, old.y, node.x, node.y]);
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || this.seen.things > this.heavy;
    if (!ways.length || calm) return;
    const start = performance.now(), { scene } = this;
    const step = () => {
      if (this.scene !== scene) return;
      const part = Math.min(1, (performance.now() - start) / GLIDE), eased = part * (2 - part);
      for (const [node, x, y, toX, toY] of ways) {
        node.x = x + (toX - x) * eased;
        node.y = y + (toY - y) * eased;
      }
      this.moved();
      if (part < 1) requestAnimationFrame(step);
    };
    step();
  }

  measure() {
    const width = this.place.clientWidth, height = this.place.clientHeight, first = !this.view.width;
    if (!width || !height) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.view.pan((width - this.view.width) / 2, (height - this.view.height) / 2);
    Object.assign(this.view, { width, height });
    this.painter.resize(width, height, ratio);
    this.gl?.resize(width, height, ratio);
    if (first) this.view.fit(this.scene.box());
    this.draw();
  }

  recolour() {
    this.painter.recolour();
    this.gl?.load(this.scene, this.painter);
    this.draw();
  }

  /** Draw at the next frame; `moving` while a hand is at it. */
  redraw(moving = false) {
    if (moving) {
      clearTimeout(this.calm);
      this.calm = setTimeout(() => this.redraw(), CALM);
    } else this.moving = false;
    this.frame ??= requestAnimationFrame((now) => {
      this.frame = undefined;
      if (moving) this.pace(now);
      this.moving = moving;
      this.draw();
    });
  }

  /** Learn what this machine can do: two late pictures in a row are too much for it. */
  pace(now) {
    const late = this.moving && !this.pushed && now - this.last > LATE && now - this.last < 10 * LATE;
    if (late && this.late && this.bare) this.gl = null; // a card slower than none
    else if (late && this.late) this.heavy = Math.min(this.heavy, Math.max(300, 0.8 * this.seen.things));
    this.late = late;
    this.last = now;
  }

  draw() {
    const { scene, view, state, painter } = this;
    const heavy = this.moving && !this.bare && this.seen.things > this.heavy;
    this.pushed = heavy && this.keptView && Boolean(this.apart) === Boolean(this.held.length);
    if (this.pushed) return this.push();
    const seen = (this.seen = painter.project(scene, view));
    seen.things = seen.nodes.length + seen.links.length;
    const bare = seen.things > MANY && this.card();
    if (bare) this.gl.paint(view, seen);
    else if (this.bare) this.gl.clear();
    this.bare = bare;
    this.apart = heavy && this.held.length ? this.split(seen) : undefined;
    painter.paint(scene, view, this.apart?.rest ?? seen, state, bare);
    this.keptView = seen.things > this.heavy && !bare ? this.keep() : undefined;
    if (this.apart) this.push();
  }

  /** What is dragged, with its links, and all the rest. */
  split(seen) {
    const held = new Set(this.held), mine = ({ a, b }) => held.has(a) || held.has(b);
    const part = (nodes, links) => ({ ...seen, nodes: seen.nodes.filter(nodes), links: seen.links.filter(links) });
    return { held: part((node) => held.has(node), mine), rest: part((node) => !held.has(node), (link) => !mine(link)) };
  }

  keep() {
    const { kept, over } = this;
    Object.assign(kept, { width: over.width, height: over.height });
    kept.getContext("2d").drawImage(over, 0, 0);
    return { ...this.view };
  }

  /** The kept picture, where it would be now, with what is dragged above it. */
  push() {
    const { painter, view, kept, keptView } = this, grown = view.scale / keptView.scale;
    painter.copy(kept, view.x - keptView.x * grown, view.y - keptView.y * grown, grown);
    if (this.apart) {
      painter.project(this.scene, view);
      painter.above(this.scene, view, this.apart.held, this.state);
    } else if (this.state.box) painter.box(this.state.box);
  }

  /** Whether there is a graphics card. */
  card() {
    if (this.gl === undefined)
      try {
        this.gl = new GlPainter(this.under, this.place.dataset.card === "any");
        this.gl.resize(this.view.width, this.view.height, this.painter.ratio);
        this.gl.load(this.scene, this.painter);
      } catch {
        this.gl = null;
      }
    return Boolean(this.gl && !this.gl.lost);
  }

  /** After things were moved. */
  moved() {
    if (this.bare) this.gl.place(this.scene);
    this.redraw(true);
  }

  // Looking about

  pan(dx, dy) {
    this.view.pan(dx, dy);
    this.redraw(true);
  }

  zoom(factor, x, y) {
    this.view.zoom(factor, x, y);
    this.redraw(true);
  }

  closer() {
    this.zoom(1.4);
  }

  further() {
    this.zoom(1 / 1.4);
  }

  fit() {
    this.view.fit(this.scene.box());
    this.redraw();
  }

  /** What is selected, in the middle. */
  centre() {
    const { selected } = this.state, [left, top, right, bottom] = this.scene.box([...selected]);
    if (selected.size) this.view.reveal((left + right) / 2, (top + bottom) / 2, Infinity);
    this.redraw();
  }

  /** Things are seen, without losing sight of the rest if that can be. */
  reveal(things) {
    const [left, top, right, bottom] = this.scene.box(things), { view } = this;
    const [x0, y0] = view.toWorld(0, 0), [x1, y1] = view.toWorld(view.width, view.height);
    if (left < x0 || top < y0 || right > x1 || bottom > y1) view.fit(this.scene.box([...things, ...this.state.selected]));
  }

  /** The whole screen for picture and aside, and back. */
  wide() {
    if (document.fullscreenElement) document.exitFullscreen();
    else (this.place.closest(".cols") ?? this.place).requestFullscreen?.();
  }

  // What lies where

  /** The note, node or link under a point of the screen. */
  hit(x, y, slack) {
    for (const note of this.scene.notes) {
      const [left, top, wide, high] = note.rect ?? [0, 0, 0, 0];
      if (x >= left && y >= top && x <= left + wide && y <= top + high) return note;
    }
    let best, least = slack;
    for (const node of this.scene.nodes) {
      const far = Math.hypot(node.sx - x, node.sy - y) - node.r;
      if (far < least) [best, least] = [node, far];
    }
    return best ?? (this.scene.links.length < MANY ? this.line(x, y, slack + 1) : undefined);
  }

  line(x, y, slack) {
    return this.scene.links.find((link) => {
      const { a, b } = link;
      if (!link.lane) return beside(x, y, a.sx, a.sy, b.sx, b.sy) < slack;
      const [mx, my] = bow(link);
      return beside(x, y, a.sx, a.sy, mx, my) < slack + 2 || beside(x, y, mx, my, b.sx, b.sy) < slack + 2;
    });
  }

  within([x, y, wide, high]) {
    return this.scene.nodes.filter(({ sx, sy }) => sx >= x && sy >= y && sx <= x + wide && sy <= y + high);
  }

  /** The most telling of what is in sight. */
  foremost() {
    const { width, height } = this.view, { ranked } = this.scene;
    return ranked.find(({ sx, sy }) => sx > 0 && sy > 0 && sx < width && sy < height) ?? ranked[0];
  }
}
