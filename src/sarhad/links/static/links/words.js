/* The line that says what is selected. All words are the page's: `data-say-…` of the canvas's place. */

export class Words {
  constructor(line, sentences) {
    this.line = line;
    this.sentences = sentences;
  }

  /** One of the page's sentences, or what the server said instead. */
  say(word, values = {}, instead = "") {
    const pattern = this.sentences[`say${word[0].toUpperCase()}${word.slice(1)}`] ?? "";
    this.#put(instead || pattern.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? ""));
    this.line.classList.toggle("late", word === "failed" || word === "offline");
  }

  /** What there is to know of a node, a note or a link without the aside. */
  tell(thing) {
    if (thing.links) this.say("one", { label: joined(thing.label, thing.sub, thing.note), n: thing.links.length });
    else this.#put(thing.isNote ? thing.text : this.#way(thing));
  }

  #way({ a, b, label, directed, times, first, last, owner, grade, handling }) {
    const often = times > 1 ? `${label} ×${times}` : label, dates = [first, last].filter(Boolean).join(" – ");
    return joined(`${a.label} ${directed ? "→" : "—"} ${b.label}`, often, dates, owner, grade, handling);
  }

  #put(text) {
    this.line.textContent = text;
    this.line.classList.remove("late");
  }
}

function joined(...parts) {
  return parts.filter(Boolean).join(" · ");
}
