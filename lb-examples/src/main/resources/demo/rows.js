import { millis, percent, say, word } from "./format.js";
import { MEASURES, paintStrip, paintRamp } from "./strip.js";
import { onThemeChange } from "./theme.js";

/** The list of one side's servers: heat map, health and figures of each. */
export class Rows {
  #list;
  #ramp;
  #rows = new Map();
  #measure = "p99";
  #last = null;

  constructor(section, side, ask) {
    this.#list = section.querySelector(".rows");
    this.#ramp = section.querySelector(".ramp");
    this.side = side;
    this.ask = ask;
    for (const radio of section.querySelectorAll(".measure input")) {
      radio.name = `measure-${side}`;
      radio.addEventListener("change", () => this.#choose(radio.value));
    }
    onThemeChange(() => this.#choose(this.#measure));
    this.#choose(this.#measure);
  }

  /** Shows the endpoints of the last frame; `moments` gives the past of one. */
  show(endpoints, moments) {
    this.#last = { endpoints, moments };
    for (const endpoint of endpoints) this.#update(this.#rows.get(endpoint.id) ?? this.#add(endpoint.id), endpoint, moments(endpoint.id));
  }

  #choose(measure) {
    this.#measure = measure;
    const [low, high] = MEASURES[measure].words;
    say(this.#ramp.querySelector(".low"), low);
    say(this.#ramp.querySelector(".high"), high);
    paintRamp(this.#ramp.querySelector("canvas"));
    if (this.#last) this.show(this.#last.endpoints, this.#last.moments);
  }

  #add(id) {
    const row = document.getElementById("row").content.firstElementChild.cloneNode(true);
    const name = row.querySelector(".name");
    row.dataset.server = id;
    name.textContent = id;
    name.setAttribute("aria-label", `Why was ${id} picked by ${this.side}?`);
    name.addEventListener("click", () => this.ask(this.side, id));
    this.#list.append(row);
    this.#rows.set(id, row);
    return row;
  }

  #update(row, endpoint, moments) {
    const cell = (name) => row.querySelector(`[data-cell="${name}"]`);
    say(cell("share"), percent(endpoint.share));
    say(cell("inFlight"), String(endpoint.inFlight));
    say(cell("p99"), endpoint.p99Millis === null ? "–" : `${millis(endpoint.p99Millis)} ms`);
    const text = endpoint.reason ? `${word(endpoint.state)}: ${endpoint.reason}` : word(endpoint.state);
    row.classList.toggle("out", endpoint.state !== "HEALTHY");
    row.dataset.state = endpoint.state;
    row.querySelector(".state i").dataset.state = endpoint.state;
    say(row.querySelector(".state span"), endpoint.serving || endpoint.state === "HEALTHY" ? text : `${text}; takes no traffic`);
    const canvas = row.querySelector("canvas");
    const label = `${endpoint.id}, the last minute`;
    if (canvas.getAttribute("aria-label") !== label) canvas.setAttribute("aria-label", label);
    paintStrip(canvas, moments, this.#measure);
  }
}
