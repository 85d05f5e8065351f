/* Mouse, pen, fingers and keys. What they mean is the board's business: it is told `pick`, `drag`, `pan` and so on. */

const SLACK = 4; // pixels that a hand shakes

export class Hands {
  constructor(board, place) {
    this.board = board;
    this.place = place;
    this.fingers = new Map();
    const on = (name, act, options) => place.addEventListener(name, act.bind(this), options);
    on("pointerdown", this.#down);
    on("pointermove", this.#move);
    on("pointerup", this.#up);
    on("pointercancel", this.#up);
    on("pointerleave", () => board.point(undefined));
    on("wheel", this.#wheel, { passive: false });
    on("dblclick", (event) => event.target === place && board.open(...this.#at(event)));
    on("keydown", this.#key);
    on("contextmenu", (event) => event.pointerType === "touch" && event.preventDefault());
  }

  #at(event) {
    const box = this.place.getBoundingClientRect();
    return [event.clientX - box.left - this.place.clientLeft, event.clientY - box.top - this.place.clientTop];
  }

  #down(event) {
    if (event.target !== this.place || (event.button && event.button !== 1)) return;
    this.place.focus({ preventScroll: true });
    this.place.setPointerCapture(event.pointerId);
    const at = this.#at(event), touch = event.pointerType === "touch";
    this.fingers.set(event.pointerId, at);
    if (this.fingers.size === 2) return this.#pinch();
    const thing = event.button === 1 ? undefined : this.board.hit(...at, touch ? 10 : 3);
    const more = event.shiftKey || event.ctrlKey || event.metaKey;
    this.doing = { kind: thing && !thing.a ? "drag" : more ? "box" : "pan", from: at, last: at, thing, more, still: true };
  }

  #pinch() {
    const [one, other] = [...this.fingers.values()];
    if (this.doing?.kind === "drag" && !this.doing.still) this.board.drop();
    this.doing = { kind: "pinch", span: Math.hypot(one[0] - other[0], one[1] - other[1]), middle: middle(one, other) };
  }

  #move(event) {
    const at = this.#at(event), { doing } = this;
    if (!doing) return void this.board.point(...(event.target === this.place ? at : []));
    if (!this.fingers.has(event.pointerId)) return;
    this.fingers.set(event.pointerId, at);
    if (doing.kind === "pinch") return this.#spread(doing);
    if (doing.still && Math.hypot(at[0] - doing.from[0], at[1] - doing.from[1]) < SLACK) return;
    const [dx, dy] = [at[0] - doing.last[0], at[1] - doing.last[1]];
    if (doing.still && doing.kind === "drag") this.board.grip(doing.thing, doing.more);
    doing.still = false;
    doing.last = at;
    if (doing.kind === "pan") this.board.pan(dx, dy);
    else if (doing.kind === "drag") this.board.drag(dx, dy);
    else this.board.outline(rectangle(doing.from, at));
  }

  #spread(doing) {
    if (this.fingers.size < 2) return;
    const [one, other] = [...this.fingers.values()], centre = middle(one, other);
    const span = Math.hypot(one[0] - other[0], one[1] - other[1]);
    this.board.pan(centre[0] - doing.middle[0], centre[1] - doing.middle[1]);
    this.board.zoom(span / (doing.span || 1), ...centre);
    Object.assign(doing, { span, middle: centre });
  }

  #up(event) {
    if (!this.fingers.delete(event.pointerId)) return;
    const { doing } = this;
    if (this.fingers.size) return;
    this.doing = undefined;
    if (!doing || doing.kind === "pinch") return;
    if (doing.still && event.type === "pointerup") this.board.pick(doing.thing, doing.more);
    else if (doing.kind === "drag") this.board.drop();
    else if (doing.kind === "box") this.board.enclose(rectangle(doing.from, doing.last));
  }

  /** The wheel belongs to the page until one works on the chart, so that nobody gets stuck on it while reading. */
  #wheel(event) {
    const mine = event.ctrlKey || this.place.contains(document.activeElement) || document.fullscreenElement;
    if (!mine) return this.board.hint("wheel");
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 30 : event.deltaMode === 2 ? 300 : 1;
    this.board.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.008 : 0.0022)), ...this.#at(event));
  }

  #key(event) {
    if (event.target !== this.place || event.altKey && event.ctrlKey) return;
    const arrow = ARROWS[event.key], control = event.ctrlKey || event.metaKey;
    const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace(/^Key/, "").toLowerCase();
    const done = arrow ? this.#arrow(event, ...arrow) : control ? this.#control(letter, event) : this.#plain(event.key, letter);
    if (done) event.preventDefault();
  }

  #arrow(event, dx, dy) {
    if (event.ctrlKey || event.metaKey) this.board.pan(-60 * dx, -60 * dy);
    else if (event.altKey) this.board.nudge(dx * 10, dy * 10);
    else this.board.step(dx, dy, event.shiftKey);
    return true;
  }

  #control(letter, event) {
    if (letter === "a") this.board.all();
    else if (letter === "z") this.board.press(event.shiftKey ? "redo" : "undo");
    else if (letter === "y") this.board.press("redo");
    else return false;
    return true;
  }

  /** Letters press the tool on the page that names them: what a tool does stands in one place. */
  #plain(key, letter) {
    const acts = {
      "+": () => this.board.zoom(1.25), "=": () => this.board.zoom(1.25), "-": () => this.board.zoom(0.8),
      0: () => this.board.fit(), Enter: () => this.board.read(), Escape: () => this.board.pick(undefined),
      Delete: () => this.board.press("h"), " ": () => this.board.centre(),
    };
    const act = acts[key];
    if (act) act();
    return Boolean(act) || this.board.press(letter);
  }
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(one, other) {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

function rectangle(one, other) {
  const x = Math.min(one[0], other[0]), y = Math.min(one[1], other[1]);
  return [x, y, Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1])];
}
