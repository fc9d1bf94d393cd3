import { element, say } from "./format.js";

const CONDITIONS = { NORMAL: "well", SLOW: "slow", FAILING: "failing", HANGING: "hanging", DEAD: "dead" };
const LOAD_DELAY_MILLIS = 150;

/** For so long what was just chosen stays, as frames of the time before may still be on their way. */
const HOLD_MILLIS = 700;

/** Asks the server for something. What it refuses is shown. */
export async function order(body) {
  let refusal = "";
  try {
    const answer = await fetch("/orders", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!answer.ok) refusal = await answer.text();
  } catch {
    refusal = "The server does not answer; has it been stopped?";
  }
  say(document.getElementById("refused"), refusal);
}

/** What can be done to servers and to the traffic. */
export class Controls {
  #servers = new Map();
  #load = document.getElementById("load");
  #said = document.getElementById("load-value");
  #add = document.getElementById("add");
  #timer = null;
  #heldUntil = 0;

  constructor() {
    this.#add.addEventListener("click", () => order({ order: "add" }));
    document.getElementById("recover").addEventListener("click", () => order({ order: "recover" }));
    this.#load.addEventListener("input", () => {
      this.#heldUntil = performance.now() + HOLD_MILLIS;
      this.#sayLoad();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => order({ order: "load", callsPerSecond: Number(this.#load.value) }), LOAD_DELAY_MILLIS);
    });
  }

  show(frame) {
    for (const server of frame.servers) this.#show(server);
    this.#add.disabled = !frame.mayAdd;
    if (performance.now() >= this.#heldUntil) this.#load.value = frame.callsPerSecond;
    this.#sayLoad();
  }

  #sayLoad() {
    say(this.#said, `${this.#load.value} calls/s`);
  }

  #show({ id, condition, drained }) {
    const controls = this.#servers.get(id) ?? this.#make(id);
    if (performance.now() < controls.heldUntil) return;
    controls.choices[condition].checked = true;
    controls.drain.checked = drained;
  }

  #make(id) {
    const item = document.getElementById("server").content.firstElementChild.cloneNode(true);
    item.dataset.server = id;
    item.querySelector("legend").textContent = id;
    const made = { choices: {}, drain: item.querySelector(".drain input"), heldUntil: 0 };
    const change = (body) => {
      made.heldUntil = performance.now() + HOLD_MILLIS;
      order(body);
    };
    for (const [condition, word] of Object.entries(CONDITIONS)) {
      const label = document.createElement("label");
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: `condition-${id}`, value: condition });
      radio.addEventListener("change", () => change({ order: "afflict", server: id, condition }));
      label.append(radio, element("span", "", word));
      item.querySelector(".choices").append(label);
      made.choices[condition] = radio;
    }
    made.drain.setAttribute("aria-label", `${id} is drained`);
    made.drain.addEventListener("change", () => change({ order: "drain", server: id, drained: made.drain.checked }));
    document.getElementById("servers").append(item);
    this.#servers.set(id, made);
    return made;
  }
}
