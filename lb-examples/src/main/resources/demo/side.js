import { shareChart, smallChart } from "./charts.js";
import { millis, rate, say } from "./format.js";
import { order } from "./controls.js";
import { Rows } from "./rows.js";

/** One policy: its figures, its charts and its servers. */
export class Side {
  #section = document.getElementById("side").content.firstElementChild.cloneNode(true);
  #select = this.#section.querySelector("select");
  #policies;
  #servers = [];

  constructor(parent, name, policies, ask) {
    this.name = name;
    this.#policies = policies;
    this.#section.dataset.side = name;
    say(this.#section.querySelector(".badge"), name);
    say(this.#section.querySelector("label .unseen"), `Policy of ${name}`);
    this.#select.append(...policies.map(({ id, title }) => new Option(title, id)));
    this.#select.addEventListener("change", () => order({ order: "choose", side: name, policy: this.#select.value }));
    parent.append(this.#section);
    const at = (query) => this.#section.querySelector(query);
    this.rows = new Rows(this.#section, name, ask);
    this.share = shareChart(at(".share"), () => this.#servers);
    this.retries = smallChart(at(".retries"), `Retries per second of ${name} over the last minute`, "quiet", 5);
    this.budget = smallChart(at(".budget"), `Retries that the budget of ${name} allows, over the last minute`, "quiet", 20);
  }

  /** Shows the newest of the moments; each has what this side looked like. */
  show(moments, servers) {
    const now = moments.at(-1).sides[this.name];
    this.#figures(now);
    this.rows.show(now.endpoints, (id) => moments.map(({ seconds, sides }) => ({ seconds, endpoint: sides[this.name].byId[id] })));
    this.#charts(moments, now, servers);
  }

  #figures(now) {
    if (document.activeElement !== this.#select) this.#select.value = now.policy;
    say(this.#section.querySelector(".about"), this.#policies.find(({ id }) => id === now.policy)?.about ?? "");
    this.#figure("answered", rate(now.answered), "/s");
    this.#figure("failed", rate(now.failed), "/s").classList.toggle("bad", now.failed > 0);
    this.#figure("p50", millis(now.p50Millis), " ms");
    this.#figure("p99", millis(now.p99Millis), " ms");
    say(this.#section.querySelector('[data-figure="retries"]'), `${rate(now.retries)} /s`);
    say(this.#section.querySelector('[data-figure="budget"]'), String(Math.floor(now.retryTokens)));
  }

  #figure(name, value, unit) {
    const node = this.#section.querySelector(`[data-figure="${name}"]`);
    if (node.textContent !== value + unit) {
      const small = document.createElement("small");
      small.textContent = unit;
      node.replaceChildren(value, small);
    }
    return node;
  }

  #charts(moments, now, servers) {
    const times = moments.map(({ seconds }) => seconds);
    this.#servers = now.endpoints.map(({ id }) => ({ id, troubled: isTroubled(servers.find((server) => server.id === id)) }));
    let rest = moments.map(({ sides }) => sides[this.name].endpoints.reduce((sum, { share }) => sum + share, 0));
    const bands = this.#servers.map(({ id }) => {
      const top = rest;
      rest = rest.map((part, i) => Math.max(0, part - (moments[i].sides[this.name].byId[id]?.share ?? 0)));
      return top;
    });
    this.share.show([times, ...bands], String(this.#servers.length));
    this.retries.show([times, moments.map(({ sides }) => sides[this.name].retries)]);
    this.budget.show([times, moments.map(({ sides }) => sides[this.name].retryTokens)]);
  }
}

function isTroubled(server) {
  return Boolean(server) && (server.condition !== "NORMAL" || server.drained);
}
