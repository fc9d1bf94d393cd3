const QUANTILES = { p50Nanos: "p50", p99Nanos: "p99", p999Nanos: "p99.9" };

const data = JSON.parse(element("runs").textContent);
const policies = [...new Set(data.map((one) => one.policy))];
const seeds = [...new Set(data.map((one) => one.seed))];
const runs = data.map((one) => new Run(one, { hue: policies.indexOf(one.policy) }));
const chosen = new Set(policies);
let seed = seeds[0];
let panels = [];

view.whole = [0, Math.max(...runs.map((run) => run.end))];
view.time = view.whole;
view.step = runs[0].ends[0];
view.quantiles = new Set(policies.length === 1 ? Object.keys(QUANTILES) : ["p99Nanos"]);

/** A check box or radio button with its text. */
function choice(parent, { type, name, checked, look, text, change }) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type, name, checked });
  input.addEventListener("change", () => change(input.checked));
  label.append(input, ...(look ? [lineSwatch(look)] : []), text);
  parent.append(label);
}

function include(set, value, included) {
  if (included) set.add(value);
  else set.delete(value);
}

function latencyLines() {
  const names = Object.keys(QUANTILES).filter((name) => view.quantiles.has(name));
  return view.runs.flatMap((run) =>
    names.map((name) => ({
      run,
      look: { hue: policies.length === 1 ? Object.keys(QUANTILES).indexOf(name) : run.look.hue, dash: DASHES[name] },
      name: policies.length === 1 ? QUANTILES[name] : `${run.name}, ${QUANTILES[name]}`,
      value: (i) => run.data.intervals[name][i] || null,
    })),
  );
}

function runLines(value) {
  return () => view.runs.map((run) => ({ run, look: run.look, name: run.name, value: (i) => value(run, i) }));
}

function panel(parent, run, chart) {
  const box = document.createElement("div");
  if (policies.length > 1) box.append(cell("h3", run.name));
  parent.append(box);
  panels.push(chart(box, run));
}

/** Rows have a panel for each policy that is chosen. */
function choose() {
  view.runs = runs.filter((run) => chosen.has(run.name) && run.data.seed === seed);
  panels.forEach((surface) => surface.remove());
  panels = [];
  const parents = { maps: heatMap, lanes: healthLanes, shares: shareBars };
  for (const [id, chart] of Object.entries(parents)) {
    element(id).replaceChildren();
    view.runs.filter((run) => run.servers.length > 0).forEach((run) => panel(element(id), run, chart));
  }
  scaleHeat();
}

function scaleHeat() {
  element("grouped").textContent = MEASURES[view.measure].grouped;
  view.heatScale = heatScale();
  drawRamp();
  redraw();
}

function drawRamp() {
  const canvas = element("ramp");
  const ratio = devicePixelRatio || 1;
  const [width, height] = [256, 34];
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const ink = canvas.getContext("2d");
  ink.scale(ratio, ratio);
  const { ramp, place, ticks, text } = MEASURES[view.measure];
  for (let x = 0; x < width; x++) {
    ink.fillStyle = shade(ramp(), x / width);
    ink.fillRect(x, 0, 1, 14);
  }
  ink.fillStyle = palette.quiet;
  ink.font = "12px system-ui, sans-serif";
  ink.textBaseline = "top";
  ticks(view.heatScale).forEach((tick) => {
    const x = place(tick, view.heatScale);
    ink.textAlign = x < 0.05 ? "left" : x > 0.95 ? "right" : "center";
    ink.fillText(text(tick), x * width, 18);
  });
}

function describeStates() {
  const legend = (fill, text) => {
    const canvas = document.createElement("canvas");
    canvas.className = "swatch";
    [canvas.width, canvas.height] = [58, 28];
    const ink = canvas.getContext("2d");
    fill(ink);
    const key = document.createElement("span");
    key.className = "key";
    key.append(canvas, text);
    return key;
  };
  const filled = (colour) => (ink) => {
    ink.fillStyle = colour(ink);
    ink.fillRect(0, 0, 58, 28);
  };
  element("states").replaceChildren(
    legend(filled(() => palette.healthy), "healthy"),
    ...STATES.map(({ key, name }) => legend(filled((ink) => texture(ink, key)), name)),
    legend((ink) => {
      filled(() => palette.healthy)(ink);
      ink.fillStyle = palette.ink;
      ink.fillRect(0, 0, 58, 2 * TRUTH_HEIGHT);
    }, "the truth: an incident lasts"),
  );
}

function addControls() {
  policies.forEach((policy, number) =>
    choice(element("policies"), {
      type: "checkbox",
      checked: true,
      look: policies.length > 1 ? { hue: number } : null,
      text: policy,
      change: (included) => {
        include(chosen, policy, included);
        choose();
      },
    }),
  );
  element("policies").hidden = policies.length === 1;
  element("seeds").hidden = seeds.length === 1;
  const select = element("seeds").querySelector("select");
  seeds.forEach((value) => select.append(new Option(String(value))));
  select.addEventListener("change", () => {
    seed = seeds[select.selectedIndex];
    choose();
  });
  Object.entries(QUANTILES).forEach(([name, text]) =>
    choice(element("quantiles"), {
      type: "checkbox",
      checked: view.quantiles.has(name),
      look: { hue: policies.length === 1 ? Object.keys(QUANTILES).indexOf(name) : 5, dash: DASHES[name] },
      text,
      change: (included) => {
        include(view.quantiles, name, included);
        redraw();
      },
    }),
  );
  element("logarithmic").addEventListener("change", (event) => {
    view.logarithmic = event.target.checked;
    redraw();
  });
  Object.entries(MEASURES).forEach(([key, { name }]) =>
    choice(element("measures"), {
      type: "radio",
      name: "measure",
      checked: key === view.measure,
      text: name,
      change: () => {
        view.measure = key;
        scaleHeat();
      },
    }),
  );
  element("whole").addEventListener("click", showWhole);
  element("all-servers").addEventListener("click", () => showServers(null));
}

function addLineCharts() {
  lineChart(element("latency"), {
    label: "Latency of successful calls over time",
    lines: latencyLines,
    text: duration,
    logarithmic: () => view.logarithmic,
    least: (values) => (view.logarithmic ? Math.min(...values) : 0),
  });
  lineChart(element("success"), {
    label: "Part of the calls that succeeded, over time",
    lines: runLines((run, i) => (run.data.intervals.calls[i] === 0 ? null : run.data.intervals.successes[i] / run.data.intervals.calls[i])),
    text: percent,
    least: (values) => Math.min(0.99, ...values),
    most: () => 1,
  });
  lineChart(element("goodput"), {
    label: "Successful calls per second over time",
    lines: runLines((run, i) => run.perSecond(run.data.intervals.successes, i)),
    text: (value) => `${digits(value)}/s`,
    least: () => 0,
  });
}

function describeRuns() {
  const first = runs[0].data;
  const servers = Math.max(...runs.map((run) => run.servers.length));
  const facts = [
    `${digits(first.clients)} ${first.clients === 1 ? "client" : "clients"}`,
    ...(servers > 0 ? [`${digits(servers)} servers`] : []),
    `${seconds(first.seconds)} measured`,
    `${digits(first.calls)} calls`,
    ...(policies.length === 1 ? [`policy ${first.policy}`] : []),
    `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`,
  ];
  element("facts").textContent = facts.join(" · ");
  document.querySelectorAll(".by-server").forEach((section) => (section.hidden = servers === 0));
  element("no-servers").hidden = servers > 0;
  element("all-servers").hidden = servers <= MOST_ROWS;
  element("row-help").hidden = element("groups").hidden = servers <= MOST_ROWS;
}

fillTable(element("figures"), runs, seeds.length > 1);
describeRuns();
describeStates();
addControls();
addLineCharts();
choose();
document.addEventListener("palette", () => {
  describeStates();
  drawRamp();
  document.querySelectorAll("label canvas.swatch").forEach((old) => old.replaceWith(lineSwatch(old.look)));
});
