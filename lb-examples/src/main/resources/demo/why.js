import { clock, element, millis, say, word } from "./format.js";

const dialog = document.getElementById("why");
const ROUTES = {
  POLICY: "by the policy",
  PREFERRED: "because the caller asked for it",
  PROBE: "to test whether it is well again",
  SCAN: "as the only one with room",
};
let asked = null;

dialog.querySelector(".again").addEventListener("click", () => load());

/** Opens the answer to why a side picked a server. */
export async function explain(side, server) {
  asked = { side, server };
  await load();
  if (!dialog.open) dialog.showModal();
}

async function load() {
  const { side, server } = asked;
  say(dialog.querySelector("h2"), `Why ${server}? (${side})`);
  try {
    const answer = await fetch(`/why?side=${side}&server=${server}`);
    if (!answer.ok) throw new Error(await answer.text());
    show(await answer.json());
  } catch (error) {
    say(dialog.querySelector("#why-said"), `There is no answer: ${error.message}`);
    dialog.querySelector("tbody").replaceChildren();
  }
}

function show(why) {
  say(dialog.querySelector("#why-said"), said(why));
  const candidates = new Map(why.last?.candidates.map((candidate) => [candidate.id, candidate]));
  const loads = [...candidates.values()].map(({ load }) => load).filter((load) => load !== null);
  const bounds = { least: Math.min(...loads.filter((load) => load > 0)), most: Math.max(...loads) };
  dialog.querySelector("tbody").replaceChildren(...why.now.map((chance) => row(why, chance, candidates.get(chance.id), bounds)));
  say(dialog.querySelector("#why-note"), note(why, loads.length > 0));
}

function said({ server, last, now }) {
  if (last) {
    const how = ROUTES[last.route] ?? "";
    const end = last.outcome ? `: ${word(last.outcome).replaceAll("_", " ")} after ${millis(last.latencyMillis)} ms` : ", still under way";
    return `Picked at ${clock(last.at)} ${how}${end}.`;
  }
  const chance = now.find(({ id }) => id === server);
  return chance.eligible ? "Not picked lately; it could be." : `Not picked lately: ${reason(chance)}.`;
}

function row({ server, last }, chance, candidate, { least, most }) {
  const made = element("tr", last && chance.id === server ? "picked" : "");
  const head = element("th", "", chance.id);
  head.scope = "row";
  const load = element("td", "", candidate && candidate.load !== null ? relative(candidate.load, least) : "–");
  if (candidate && candidate.load !== null && most > 0) {
    const meter = element("span", "meter");
    meter.style.setProperty("--part", candidate.load / most);
    load.append(meter);
  }
  const refusal = last?.refusals.find(({ id }) => id === chance.id);
  const now = chance.eligible ? "can serve" : reason(chance);
  made.append(head, load, element("td", "", candidate ? String(candidate.inFlight) : "–"), element("td", "", refusal ? `${refusal.reason}; now: ${now}` : now));
  return made;
}

function relative(load, least) {
  return load === 0 || !Number.isFinite(least) ? "0" : `${(load / least).toPrecision(2)} ×`;
}

/** Reasons end with a moment to the nanosecond; the clock on the page shows seconds. */
function reason(chance) {
  return chance.reason.replace(/until (\S+Z)/, (_, moment) => `until ${clock(Date.parse(moment))}`);
}

function note({ situation, last }, ranked) {
  const about = !last
    ? ""
    : ranked
      ? "Loads and requests in flight are those before the choice; loads are multiples of the lowest. A policy that draws two takes the lower of those two, not of all. "
      : "This policy does not rank servers by load. ";
  return `${about}Now ${situation}.`;
}
