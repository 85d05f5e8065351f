/* Discs with their icons, drawn once for each icon, colour, size and mark, then stamped wherever they stand. */

export class Stamps {
  /** `icons`: Map of name to a list of Path2D, as `sprite` gives it. `colours`, `tones` and `ratio` are the painter's. */
  constructor(icons) {
    this.icons = icons;
    this.known = new Map();
  }

  forget() {
    this.known.clear();
  }

  /** A canvas with this node in its middle; `mark`: "", "hover" or "selected". */
  of(node, mark) {
    const r = Math.max(2, Math.round(node.r)), marks = r < 9 ? "" : `${node.pin ? "p" : ""}${node.note ? "n" : ""}`;
    const key = `${r < 7 ? "" : node.icon} ${node.tone ?? ""} ${mark} ${r} ${marks} ${node.members ? "m" : ""}`;
    let stamp = this.known.get(key);
    if (!stamp) this.known.set(key, (stamp = this.#draw(node, r, mark, marks)));
    return stamp;
  }

  #draw(node, r, mark, marks) {
    const stamp = document.createElement("canvas"), { colours, ratio } = this;
    stamp.width = stamp.height = 2 * Math.ceil((r + 9) * ratio);
    const context = stamp.getContext("2d"), chosen = mark === "selected", toned = node.tone !== undefined;
    const tone = toned ? this.tones[node.tone] ?? this.tones[0] : colours.act;
    context.setTransform(ratio, 0, 0, ratio, stamp.width / 2, stamp.width / 2);
    if (node.members) disc(context, r + 3.5, colours.sheet, tone, 1.5);
    if (mark) disc(context, r + 4, chosen ? colours.sheet : "#0000", colours.act, chosen ? 3 : 2);
    const filled = toned || chosen || r < 5;
    disc(context, r, filled ? (toned ? tone : colours.act) : colours.sheet, tone, r < 5 ? 0 : r < 9 ? 1.5 : 2);
    if (r >= 7) {
      const size = Math.min(r * 1.18, 26) / 24;
      this.#icon(context, node.icon, size, filled ? (toned ? colours.sheet : colours["on-act"]) : colours.ink);
    }
    if (marks.includes("p")) this.#badge(context, r * 0.75, -r * 0.75, "pin");
    if (marks.includes("n")) this.#badge(context, -r * 0.75, -r * 0.75, "doc");
    return stamp;
  }

  #icon(context, name, size, colour) {
    context.save();
    context.scale(size, size);
    context.translate(-12, -12);
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = colour;
    context.lineWidth = 1.8;
    for (const path of this.icons.get(name) ?? []) context.stroke(path);
    context.restore();
  }

  #badge(context, x, y, name) {
    context.save();
    context.translate(x, y);
    disc(context, 6.5, this.colours.sheet, this.colours.edge, 1);
    this.#icon(context, name, 0.42, this.colours.ink);
    context.restore();
  }
}

function disc(context, r, fill, stroke, width) {
  context.beginPath();
  context.arc(0, 0, width ? r - width / 2 : r, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  if (!width) return;
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.stroke();
}

/** The sprite's symbols as paths, by name. */
export async function sprite(address) {
  const text = await (await fetch(address)).text(), icons = new Map();
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  for (const symbol of parsed.querySelectorAll("symbol")) icons.set(symbol.id, [...symbol.children].map(path));
  return icons;
}

function path(shape) {
  const read = (name) => Number(shape.getAttribute(name) ?? 0), made = new Path2D(shape.getAttribute("d") ?? "");
  if (shape.tagName === "circle") made.arc(read("cx"), read("cy"), read("r"), 0, 2 * Math.PI);
  if (shape.tagName === "rect") made.rect(read("x"), read("y"), read("width"), read("height"));
  return made;
}
