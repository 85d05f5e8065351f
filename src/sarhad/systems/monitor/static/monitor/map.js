/* Time that runs, and the map that moves. The page has everything without this; what a step of time shows is the
   server's own page of that step, whose parts take the places of those that stand here. */

const place = document.getElementById("monitor-map");
const PAUSE = 1200; // milliseconds between two steps
const find = (id) => document.getElementById(id);
const [bar, said] = [find("map-bar"), find("map-said")];

class Steps {
  constructor(links, time) {
    this.links = links;
    this.range = time.querySelector("input");
    this.shown = time.querySelector("output");
    this.button = time.querySelector("[data-do=play]");
    this.known = new Map();
    this.wanted = this.at = Math.max(0, links.findIndex((each) => each.ariaCurrent === "true" || each.getAttribute("aria-current")));
    this.range.max = links.length - 1;
    this.range.value = this.at;
    this.range.addEventListener("input", () => { this.stop(); this.settle(Number(this.range.value)); });
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    this.tell();
  }

  tell() {
    const text = this.links[this.wanted].textContent;
    this.shown.textContent = text;
    this.range.setAttribute("aria-valuetext", text);
  }

  settle(n) {
    this.wanted = n;
    this.range.value = n;
    this.tell();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.show(n).catch(failed), 150);
  }

  async show(n) {
    const address = this.links[n].href;
    if (!this.known.has(address)) {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      this.known.set(address, await answer.text());
    }
    if (n !== this.wanted) return; // another step has been chosen meanwhile
    this.at = n;
    put(new DOMParser().parseFromString(this.known.get(address), "text/html"));
    history.replaceState(null, "", address);
    said.hidden = true;
    await globe?.show(place.dataset.data);
  }

  play() {
    if (this.wanted === this.links.length - 1) this.wanted = 0;
    this.button.textContent = place.dataset.pause;
    const next = async () => {
      if (this.wanted === this.links.length - 1) return this.stop();
      this.wanted += 1;
      this.range.value = this.wanted;
      this.tell();
      try {
        await this.show(this.wanted);
      } catch {
        failed();
        return this.stop();
      }
      if (this.timer) this.timer = setTimeout(next, PAUSE);
    };
    this.timer = setTimeout(next, 0);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.button.textContent = place.dataset.play;
  }
}

/** The parts of another page of the map, in the places of this one's. */
function put(page) {
  for (const part of place.querySelectorAll("[data-part]"))
    part.replaceWith(document.importNode(page.querySelector(`[data-part=${part.dataset.part}]`), true));
  const [title, lead] = ["h1", ".head .soft"].map((each) => [document.querySelector(each), page.querySelector(each)]);
  for (const [here, there] of [title, lead]) if (here && there) here.textContent = there.textContent;
  document.title = page.title;
  place.dataset.data = page.getElementById("monitor-map").dataset.data;
  centre();
}

/** On a narrow screen the picture is wider than its place: its middle is shown first. */
function centre() {
  const still = place.querySelector(".map-still");
  still.scrollLeft = (still.scrollWidth - still.clientWidth) / 2;
}

function failed() {
  said.hidden = false;
  said.textContent = place.dataset.failed;
}

// The map that moves is loaded when it is asked for: the line may be slow

let globe = null;

async function live(button) {
  const card = place.querySelector(".map-card");
  if (card.classList.contains("live")) {
    card.classList.remove("live");
    find("map-live").hidden = find("map-tools").hidden = true;
    button.setAttribute("aria-pressed", "false");
    return;
  }
  button.disabled = true;
  try {
    const { open } = await import("./globe.js");
    find("map-live").hidden = false;
    card.classList.add("live");
    globe ??= await open(find("map-live"), place.dataset, tell);
    await globe.show(place.dataset.data);
    find("map-tools").hidden = false;
    button.setAttribute("aria-pressed", "true");
  } catch { // without WebGL, or with the line down, the still picture stays
    globe = null;
    card.classList.remove("live");
    find("map-live").hidden = true;
    failed();
  }
  button.disabled = false;
}

function tell(title, href) {
  said.hidden = false;
  said.replaceChildren(title);
  if (!href) return;
  const link = document.createElement("a");
  link.href = href;
  link.textContent = "→";
  link.setAttribute("aria-label", title);
  said.append(" ", link);
}

if (place && bar) {
  const links = [...document.querySelectorAll("#map-steps a")];
  if (links.length) {
    new Steps(links, find("map-time"));
    find("map-steps").hidden = true;
  }
  bar.hidden = !bar.children.length;
  centre();
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button?.dataset.do === "live") live(button);
    else if (button && globe) globe[button.dataset.do]?.();
  });
}
