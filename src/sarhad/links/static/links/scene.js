/* What is on the chart, ready to be drawn: nodes with their links, groups folded to one node, notes. */

const SPACING = 110; // world units between neighbours, where a chart is too small to tell

export class Scene {
  /** `data` as /charts/<n>/data/ gives it. */
  constructor(data) {
    this.groups = data.groups ?? [];
    this.legend = data.legend ?? [];
    this.notes = (data.notes ?? []).map((note) => ({ ...note, isNote: true }));
    this.all = new Map((data.nodes ?? []).map((node) => [node.id, { ...node, links: [] }]));
    this.worded = data.look?.labels ?? true; // words on links
    const classes = new Map(this.legend.map(({ tone, label }) => [tone, label]));
    for (const node of this.all.values()) {
      if (!classes.size) node.tone = undefined; // nothing is told by colour
      node.below = [classes.get(node.tone), node.note].filter(Boolean).join(" · "); // the second line of its label
    }
    this.hidden = [...this.all.values()].filter((node) => node.hide).length;
    this.nodes = this.#shown();
    this.byId = new Map([...this.nodes, ...this.notes].map((thing) => [thing.id, thing]));
    this.links = this.#joined(data.links ?? []);
    this.ranked = this.#ranked();
    this.spacing = spacing(this.nodes);
  }

  /** Nodes on the picture; a folded group stands there as one, in the middle of its members. */
  #shown() {
    const folded = new Map(this.groups.filter((group) => group.folded).map((group) => [String(group.id), group]));
    const inside = new Map(), shown = [];
    for (const node of this.all.values()) {
      if (node.hide) continue;
      const group = folded.get(String(node.group ?? ""));
      if (!group) shown.push(node);
      else if (inside.has(group)) inside.get(group).push(node);
      else inside.set(group, [node]);
    }
    for (const [group, members] of inside) shown.push(this.#fold(group, members));
    return shown;
  }

  #fold(group, members) {
    const one = { id: `g:${group.id}`, group: group.id, label: group.title, below: `× ${members.length}`, members, icon: "chart", links: [] };
    one.x = members.reduce((sum, node) => sum + node.x, 0) / members.length;
    one.y = members.reduce((sum, node) => sum + node.y, 0) / members.length;
    for (const node of members) node.inside = one;
    return one;
  }

  /** Links between what is shown. Links of the same two ends lie beside each other: `lane` counts from the middle. */
  #joined(given) {
    const links = [], pairs = new Map();
    for (const each of given) {
      const a = this.#end(each.s), b = this.#end(each.t);
      if (!a || !b || a === b) continue;
      const link = { ...each, a, b, lane: 0 };
      links.push(link);
      a.links.push(link);
      b.links.push(link);
      const pair = a.id < b.id ? `${a.id} ${b.id}` : `${b.id} ${a.id}`;
      if (pairs.has(pair)) pairs.get(pair).push(link);
      else pairs.set(pair, [link]);
    }
    for (const lanes of pairs.values()) {
      if (lanes.length < 2) continue;
      lanes.forEach((link, n) => {
        const lane = n - (lanes.length - 1) / 2;
        link.lane = link.a.id < link.b.id ? lane : -lane;
      });
    }
    return links;
  }

  #end(id) {
    const node = this.all.get(id) ?? this.byId.get(id);
    return node && !node.hide ? node.inside ?? node : undefined;
  }

  /** The most telling first: what somebody has marked, what is measured as large, what has many links. */
  #ranked() {
    for (const node of this.nodes) {
      const marked = node.pin || node.note || node.members ? 2 : 0;
      node.rank = marked + Math.log2(1 + node.links.length) + 2 * (node.size ?? 0);
    }
    return [...this.nodes].sort((one, other) => other.rank - one.rank);
  }

  find(id) {
    return this.byId.get(id);
  }

  /** Ids that stand in the saved state: of a folded group, those of its members. */
  ids(things) {
    return things.flatMap((thing) => (thing.members ? thing.members.map((node) => node.id) : [thing.id]));
  }

  move(thing, dx, dy) {
    thing.x += dx;
    thing.y += dy;
    for (const node of thing.members ?? []) {
      node.x += dx;
      node.y += dy;
    }
  }

  neighbours(node) {
    return new Set((node.links ?? []).map((link) => (link.a === node ? link.b : link.a)));
  }

  box(things = [...this.nodes, ...this.notes]) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, isNote } of things) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], isNote ? x + 180 : x);
      box[3] = Math.max(box[3], isNote ? y + 60 : y);
    }
    return things.length ? box : [-200, -200, 200, 200];
  }

  /** The next thing for an arrow key: neighbours of the selected one before others, near before far. */
  towards(from, dx, dy) {
    const near = from.links ? this.neighbours(from) : new Set();
    let best, least = Infinity;
    for (const thing of [...this.nodes, ...this.notes]) {
      const x = thing.x - from.x, y = thing.y - from.y;
      const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
      if (thing === from || ahead <= 0 || aside > 1.2 * ahead) continue;
      const cost = (ahead + 2 * aside) * (near.has(thing) ? 1 : 4);
      if (cost < least) [best, least] = [thing, cost];
    }
    return best;
  }
}

/** The usual distance from a node to the nearest one: half of the nodes stand closer. */
function spacing(nodes) {
  if (nodes.length < 4) return SPACING;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of nodes) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  const area = Math.max(1, box[2] - box[0]) * Math.max(1, box[3] - box[1]);
  const cell = Math.sqrt(area / nodes.length) || 1, grid = new Map();
  const place = (x, y) => Math.floor(x / cell) + 65536 * Math.floor(y / cell);
  for (const node of nodes) {
    const key = place(node.x, node.y);
    if (grid.has(key)) grid.get(key).push(node);
    else grid.set(key, [node]);
  }
  const step = Math.max(1, Math.floor(nodes.length / 400)), found = [];
  for (let n = 0; n < nodes.length; n += step) {
    const node = nodes[n];
    let least = cell;
    for (let i = -1; i < 2; i++)
      for (let j = -1; j < 2; j++)
        for (const other of grid.get(place(node.x + i * cell, node.y + j * cell)) ?? [])
          if (other !== node) least = Math.min(least, Math.hypot(other.x - node.x, other.y - node.y));
    found.push(least);
  }
  found.sort((one, other) => one - other);
  return found[found.length >> 1] || SPACING;
}
