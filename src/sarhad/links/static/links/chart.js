/* The chart as one works on it: takes the place of the server's picture once it is ready. If anything here fails, that
   picture and the page's forms stay. */

import { Board } from "./board.js";
import { Hands } from "./hands.js";
import { press, renew } from "./page.js";
import { sprite } from "./stamps.js";
import { Talk } from "./talk.js";
import { Words } from "./words.js";

const SOON = 120; // milliseconds after which the aside tells about what was selected
const NUDGED = 500; // and after which the server hears of what the keys have moved
const LATER = 700; // and after which the tables are renewed
const TOLD = 50; // things that the aside is asked about at once
const KEPT = 20; // and that stand in the page's address

class Chart extends Board {
  constructor(place) {
    super(place);
    this.stage = document.getElementById("stage");
    this.words = new Words(document.getElementById("status"), place.dataset);
    this.beside = document.getElementById("aside");
    this.talk = new Talk(this.stage.dataset, this.told.bind(this), this.say.bind(this));
  }

  async start() {
    const [data, icons] = await Promise.all([this.talk.read(), sprite(this.place.dataset.icons)]);
    for (const each of [...(data.nodes.length ? [this.place] : []), ...document.querySelectorAll("[data-with-script]")]) each.hidden = false;
    this.stage.hidden = true;
    document.getElementById("main").classList.add("live");
    this.show(data, icons);
    this.tools(data);
    this.recall();
    this.hands = new Hands(this, this.place);
    this.listen();
    this.draw();
    this.place.dataset.ready = "";
    performance.mark("chart");
  }

  listen() {
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => this.followed(event));
    document.addEventListener("change", (event) => this.ticked(event.target));
    for (const button of this.place.querySelectorAll("[data-do]"))
      button.addEventListener("click", () => this[button.dataset.do]());
    const find = document.querySelector("[data-find]");
    find?.addEventListener("input", () => this.seek(find.value));
    find?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.seek(find.value, true);
      if (event.key === "Escape") this.place.focus();
      if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
    });
    addEventListener("pagehide", () => this.remember());
  }

  // Selecting

  /** The mouse is over this point; nowhere if left out. */
  point(x, y) {
    const thing = x === undefined ? undefined : this.hit(x, y, 3), { state } = this;
    const node = thing?.links ? thing : undefined, link = thing?.a ? thing : undefined;
    this.place.classList.toggle("over", Boolean(thing));
    if (state.hover === node && this.along === link) return;
    state.hover = node;
    this.along = link;
    if (thing) this.tell(thing);
    else this.summary();
    this.redraw();
  }

  /** A click on `thing`; on nothing if left out. `more`: besides what is selected. */
  pick(thing, more) {
    const { state } = this, { selected } = state;
    state.link = thing?.a ? thing : undefined;
    state.fresh.clear();
    if (!more || !thing) selected.clear();
    if (thing && !thing.a && !selected.delete(thing)) selected.add(thing);
    this.chosen();
  }

  all() {
    this.state.selected = new Set(this.scene.nodes);
    this.chosen();
  }

  /** While a box is drawn; `enclose` when it is. */
  outline(box) {
    this.state.box = box;
    this.redraw(true);
  }

  enclose(box) {
    this.state.box = undefined;
    for (const node of this.within(box)) this.state.selected.add(node);
    this.chosen();
  }

  /** To the next thing in this direction. */
  step(dx, dy, more) {
    const now = [...this.state.selected].pop(), next = now ? this.scene.towards(now, dx, dy) : this.foremost();
    if (!next) return;
    if (!more) this.state.selected.clear();
    this.state.selected.delete(next);
    this.state.selected.add(next);
    this.view.reveal(next.x, next.y);
    this.chosen();
  }

  /** What has this in its words is selected; with `next`, the next one of these alone. */
  seek(text, next = false) {
    const wanted = text.trim().toLocaleLowerCase(), says = (node) => `${node.label} ${node.note ?? ""}`.toLocaleLowerCase();
    const found = wanted ? this.scene.ranked.filter((node) => says(node).includes(wanted)) : [];
    this.sought = next ? (this.sought ?? -1) + 1 : -1;
    const one = found[this.sought % (found.length || 1)];
    this.state.selected = new Set(one ? [one] : found);
    if (one) this.view.reveal(one.x, one.y, 80);
    this.chosen();
    if (wanted && !one) this.say("found", { n: found.length });
  }

  chosen() {
    this.tools();
    this.summary();
    this.redraw();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.about(), SOON);
  }

  /** Ids as the server knows them. */
  ids() {
    return this.scene.ids([...this.state.selected].filter((thing) => !thing.isNote));
  }

  /** The aside, in the server's words, and an address that brings one back to this. */
  async about(more = []) {
    const ids = this.ids(), address = new URL(location.href);
    address.searchParams.delete("e");
    for (const id of ids.slice(0, KEPT)) address.searchParams.append("e", id);
    history.replaceState(null, "", address);
    for (const box of document.querySelectorAll("#things [name=e]")) box.checked = ids.includes(box.value);
    if (!this.beside) return;
    const asked = [["part", "aside"], ...ids.slice(0, TOLD).map((id) => ["e", id]), ...more];
    const text = await this.talk.part(asked).catch(() => undefined);
    if (text === undefined) return;
    const at = document.activeElement?.id;
    this.beside.innerHTML = text;
    if (at && !document.activeElement?.id) document.getElementById(at)?.focus();
  }

  /** To the words about what is selected. */
  read() {
    this.beside?.querySelector("a, button, input, select, summary")?.focus();
  }

  /** A double click: what a thing is linked to, what a group holds; closer where there is nothing. */
  open(x, y) {
    const thing = this.hit(x, y, 3);
    if (!thing) this.zoom(1.8, x, y);
    else if (thing.members && this.talk.changes) this.talk.post([["do", "unfold"], ["group", thing.group]]);
    else if (thing.isNote) this.press("n");
    else if (!thing.a) this.press("e");
  }

  // Changing

  grip(thing, more) {
    const { selected } = this.state;
    if (!this.talk.changes) return;
    if (!selected.has(thing)) {
      if (!more) selected.clear();
      selected.add(thing);
      this.chosen();
    }
    this.held = [...selected];
  }

  drag(dx, dy) {
    for (const thing of this.held) this.scene.move(thing, dx / this.view.scale, dy / this.view.scale);
    if (this.held.length) this.moved();
    else this.pan(dx, dy);
  }

  drop() {
    const fields = this.held.flatMap((thing) => thing.members ?? [thing]);
    const at = fields.map((one) => ["at", `${Math.round(one.x)} ${Math.round(one.y)} ${one.id}`]);
    if (at.length) this.talk.post([["do", "move"], ["brief", "1"], ...at]);
    this.held = [];
    this.redraw();
  }

  nudge(dx, dy) {
    if (!this.talk.changes || !this.state.selected.size) return;
    this.held = [...this.state.selected];
    this.drag(dx * this.view.scale, dy * this.view.scale);
    clearTimeout(this.nudged);
    this.nudged = setTimeout(() => this.drop(), NUDGED);
  }

  press(key) {
    return press(key);
  }

  /** Forms of this chart go by themselves, and the page stays; the tools' for all that is selected. */
  submitted(event) {
    const form = event.target, button = event.submitter, { changes } = this.talk;
    if (form.method === "get" && this.beside?.contains(form)) {
      event.preventDefault();
      return this.about([...new FormData(form)].filter(([name]) => name !== "e"));
    }
    if (!changes || new URL(form.action).pathname !== changes) return;
    event.preventDefault();
    let fields = [...new FormData(form)];
    if (button?.name) fields.push([button.name, button.value]);
    if (form.id === "deed") {
      fields = fields.filter(([name]) => name !== "e");
      for (const id of this.ids()) fields.push(["e", id]);
    }
    this.talk.post(fields);
  }

  /** A name in a table leads to its place on the picture. */
  followed(event) {
    const link = event.target.closest("a[href^='?e=']"), thing = link && this.scene.find(new URL(link.href).searchParams.get("e"));
    if (!thing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.state.selected = new Set([thing]);
    this.view.reveal(thing.x, thing.y, 80);
    this.chosen();
    this.place.focus();
    this.place.scrollIntoView({ block: "nearest" });
  }

  /** A tick in the table selects on the picture; what names its deed in `data-now` does it without a button. */
  ticked(box) {
    if (box.dataset.now) box.form.requestSubmit(box.form.querySelector(`[value=${box.dataset.now}]`));
    const thing = box.form?.id === "deed" && box.name === "e" && this.scene.find(box.value);
    if (!thing) return;
    if (box.checked) this.state.selected.add(thing);
    else this.state.selected.delete(thing);
    this.chosen();
  }

  /** The server's answer: the whole chart, or that a move was noted. `last`: nothing else is under way. */
  told(answer, last) {
    this.tools(answer);
    if (!answer.nodes || !last) return;
    clearTimeout(this.later);
    this.later = setTimeout(() => renew(this.talk), LATER);
    this.take(answer);
    this.place.hidden = !answer.nodes.length && !this.scene.notes.length;
    if (this.state.fresh.size) this.reveal([...this.state.fresh]);
    this.chosen();
    if (answer.said) this.say("done", {}, answer.said);
  }

  /** The tools show what can be done now. */
  tools(may = {}) {
    for (const name of ["undo", "redo"])
      for (const tool of document.querySelectorAll(`#deed [value=${name}]`)) tool.disabled = name in may ? !may[name] : tool.disabled;
    const nodes = [...this.state.selected].filter((thing) => thing.links), pinned = nodes.length > 0 && nodes.every((node) => node.pin);
    for (const tool of document.querySelectorAll("#deed [value=pin], #deed [value=unpin]")) tool.hidden = (tool.value === "unpin") !== pinned;
  }

  // Words: all are the page's

  summary() {
    const { selected } = this.state;
    if (selected.size > 1) this.say("many", { n: selected.size });
    else if (this.state.link) this.tell(this.state.link);
    else if (selected.size) this.tell([...selected][0]);
    else this.say("none", { n: this.scene.nodes.length, links: this.scene.links.length });
  }

  tell(thing) {
    this.words.tell(thing);
  }

  say(word, values, instead) {
    this.words.say(word, values, instead);
  }

  /** Once: what a hand has tried in vain. */
  hint(word) {
    if (!this.hinted) this.say(word);
    this.hinted = true;
  }

  // From one visit of the page to the next, in this window: only where one looked

  remember() {
    const { scale, width, height } = this.view;
    sessionStorage.setItem(`chart ${location.pathname}`, JSON.stringify([scale, ...this.view.toWorld(width / 2, height / 2)]));
  }

  recall() {
    const kept = JSON.parse(sessionStorage.getItem(`chart ${location.pathname}`) ?? "null"), { view } = this;
    if (kept) Object.assign(view, { scale: kept[0], x: view.width / 2 - kept[1] * kept[0], y: view.height / 2 - kept[2] * kept[0] });
    const chosen = [...document.querySelectorAll("#chosen input")].map((each) => each.value);
    const asked = chosen.length ? chosen : new URLSearchParams(location.search).getAll("e");
    for (const id of asked) if (this.scene.find(id)) this.state.selected.add(this.scene.find(id));
    const [first] = this.state.selected;
    if (first) view.reveal(first.x, first.y);
    this.summary();
  }
}

const place = document.querySelector("[data-board]");
if (place) (place.chart = new Chart(place)).start();
