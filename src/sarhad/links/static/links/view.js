/* Where one looks: a place and a scale. World units are those of the saved places; screen units are CSS pixels. */

const LEAST = 0.01, MOST = 5;

export class View {
  constructor() {
    this.scale = 1;
    this.x = this.y = 0; // where the world's 0, 0 is on the screen
    this.width = this.height = 0;
  }

  toWorld(x, y) {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
  }

  /** What is under (x, y) on the screen stays there. */
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const scale = Math.min(MOST, Math.max(LEAST, this.scale * factor));
    this.x = x - (x - this.x) * (scale / this.scale);
    this.y = y - (y - this.y) * (scale / this.scale);
    this.scale = scale;
  }

  /** All of box = [left, top, right, bottom] in world units, never larger than drawn by hand. */
  fit(box, pad = 58, most = 1.25) {
    const [left, top, right, bottom] = box;
    const wide = Math.max(1, this.width - 2 * pad) / Math.max(1, right - left);
    const high = Math.max(1, this.height - 2 * pad) / Math.max(1, bottom - top);
    this.scale = Math.min(MOST, most, Math.max(LEAST, Math.min(wide, high)));
    this.x = this.width / 2 - (this.scale * (left + right)) / 2;
    this.y = this.height / 2 - (this.scale * (top + bottom)) / 2;
  }

  /** Bring a place of the world into the middle part of the screen, if it is not there. */
  reveal(x, y, margin = 40) {
    const sx = x * this.scale + this.x, sy = y * this.scale + this.y;
    const within = sx > margin && sy > margin && sx < this.width - margin && sy < this.height - margin;
    if (!within) this.pan(this.width / 2 - sx, this.height / 2 - sy);
    return !within;
  }
}
