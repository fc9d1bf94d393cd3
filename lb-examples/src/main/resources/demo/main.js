import { latencyChart, SPAN } from "./charts.js";
import { Controls } from "./controls.js";
import { say } from "./format.js";
import { showHappenings } from "./happenings.js";
import { Side } from "./side.js";
import { calm } from "./theme.js";
import { explain } from "./why.js";

const CALM_MILLIS = 1000;

const connection = document.getElementById("connection");
const latency = latencyChart(document.getElementById("latency"));
const controls = new Controls();
const sides = [];
let frames = [];
let due = false;
let drawnAt = 0;

function connected(live, text) {
  connection.classList.toggle("live", live);
  say(connection, text);
}

function take(frame) {
  // The past is told again after a reconnection.
  const known = frames.length > 0 && frame.at <= frames.at(-1).at;
  if (known) return;
  frame.sides = Object.fromEntries(
    frame.sides.map((side) => [side.name, { ...side, byId: Object.fromEntries(side.endpoints.map((endpoint) => [endpoint.id, endpoint])) }]),
  );
  frames.push(frame);
  frames = frames.filter(({ at }) => at > frame.at - 1000 * (SPAN + 1));
  showHappenings(frame.happenings, Date.now() - frame.at < 2000);
  if (!due) {
    due = true;
    setTimeout(draw, calm() ? Math.max(0, drawnAt + CALM_MILLIS - Date.now()) : 0);
  }
}

function draw() {
  due = false;
  drawnAt = Date.now();
  const last = frames.at(-1);
  const moments = frames.map((frame) => ({ seconds: (frame.at - last.at) / 1000, sides: frame.sides }));
  controls.show(last);
  latency.show([moments.map(({ seconds }) => seconds), ...["A", "B"].map((name) => moments.map((moment) => moment.sides[name].p99Millis))]);
  for (const side of sides) side.show(moments, last.servers);
}

const policies = await (await fetch("/policies")).json();
for (const name of ["A", "B"]) sides.push(new Side(document.getElementById("sides"), name, policies, explain));

const events = new EventSource("/events");
events.addEventListener("open", () => connected(true, "live"));
events.addEventListener("error", () => connected(false, "the server does not answer; trying again …"));
events.addEventListener("message", ({ data }) => take(JSON.parse(data)));
