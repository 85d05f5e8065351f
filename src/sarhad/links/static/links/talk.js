/* What the page and its server say to each other. Changes go one after the other, in the order in which they were
   made; what has not arrived is tried again, and nothing is lost meanwhile but the other window's patience. */

const AGAIN = [1, 3, 10, 30]; // seconds between tries

export class Talk {
  /** `addresses`: data, change and page of this chart; `fixed` where nothing can be changed. `told(answer)` takes what the server answers to a change; `said(word, values, instead)` what went wrong with it. */
  constructor({ data, change, page, fixed }, told, said) {
    Object.assign(this, { data, own: page, changes: fixed === undefined ? change : undefined });
    this.told = told;
    this.said = said;
    this.line = [];
    addEventListener("beforeunload", (event) => this.line.length && event.preventDefault());
  }

  /** The chart as it stands: from the page, unless the browser has kept that from before. */
  async read() {
    const [visit] = performance.getEntriesByType("navigation"), told = document.getElementById("chart-data");
    if (told && (visit?.type !== "back_forward" || !this.data)) return JSON.parse(told.textContent);
    const answer = await fetch(this.data, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  /** Post a form's fields ([name, value] pairs); the answer comes to `told`. */
  post(fields) {
    this.line.push(new URLSearchParams(fields));
    if (!this.busy) this.#work();
  }

  async #work() {
    this.busy = true;
    for (let tries = 0; this.line.length; ) {
      const [next] = this.line;
      next.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
      const answer = await this.#send(next).catch(() => undefined);
      if (!answer || answer.status >= 502) {
        this.said("offline");
        await new Promise((done) => setTimeout(done, 1000 * AGAIN[Math.min(tries++, AGAIN.length - 1)]));
        continue;
      }
      tries = 0;
      this.line.shift();
      await this.#take(answer);
    }
    this.busy = false;
  }

  #send(body) {
    return fetch(this.changes, { method: "POST", body, headers: { Accept: "application/json" } });
  }

  /** A page instead of data means that one has to sign in again, or to confirm something: the page says what. */
  async #take(answer) {
    if (!(answer.headers.get("content-type") ?? "").includes("json")) {
      if (answer.redirected && answer.ok) location.assign(answer.url);
      else this.said("failed");
      return;
    }
    const given = await answer.json();
    if (answer.ok) this.told(given, !this.line.length);
    else this.said("failed", {}, given.error);
  }

  /** A part of this chart's page, asked for by [name, value] pairs. Only the last one asked for comes. */
  part(fields) {
    this.asking?.abort();
    this.asking = new AbortController();
    return this.page(`${this.own}?${new URLSearchParams(fields)}`, this.asking.signal);
  }

  async page(address, signal) {
    const answer = await fetch(address, { signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    return answer.text();
  }
}
