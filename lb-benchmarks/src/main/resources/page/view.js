const element = (id) => document.getElementById(id);
const darkness = matchMedia("(prefers-color-scheme: dark)");

// Colours after Okabe and Ito, which people of any colour vision can tell apart, darkened or lightened
// to stand out from the paper. There are more policies than colours, so lines have marks as well.
const HUES = {
  light: ["#0072b2", "#d55e00", "#00805d", "#b0559b", "#b97a00", "#4a4f55", "#3a9bd9"],
  dark: ["#56b4e9", "#ff8a50", "#2bc79a", "#e59ac8", "#f0c14b", "#c9ced4", "#8f9bff"],
};
const MARKS = ["disc", "square", "triangle", "diamond", "ring"];
// Cividis: dark is little, light is much, in one order for everybody.
const AMOUNTS = [[0, 34, 78], [53, 69, 108], [102, 105, 112], [148, 142, 119], [200, 184, 102], [254, 232, 56]];
// Blue is less than a middle that is hardly to be seen, orange is more.
const DEVIATIONS = {
  light: [[8, 48, 107], [74, 144, 200], [233, 236, 239], [240, 149, 63], [143, 50, 0]],
  dark: [[168, 212, 255], [47, 127, 196], [44, 50, 56], [210, 105, 30], [255, 208, 160]],
};

/** What all charts show, and where the cursor is. Whoever changes it calls redraw. */
const view = {
  runs: [],
  whole: [0, 1],
  time: [0, 1],
  servers: null,
  quantiles: new Set(),
  logarithmic: true,
  measure: "load",
  cursor: null,
  /** Length of the first interval, in seconds: how far an arrow key moves the cursor. */
  step: 1,
  heatScale: 1,
  shares: new Map(),
  shareMost: 1,
};

const surfaces = new Set();
let palette = readPalette();
let pending = null;

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const theme = darkness.matches ? "dark" : "light";
  const names = [
    "paper", "ink", "quiet", "grid", "edge", "band", "warm", "healthy", "starting", "degraded", "ejected", "unhealthy", "draining",
    "disabled", "away", "focus",
  ];
  const colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return { ...colours, hues: HUES[theme], deviations: DEVIATIONS[theme] };
}

function hue(number) {
  return palette.hues[number % palette.hues.length];
}

/** A colour of a ramp, from 0 to 1. */
function shade(ramp, part) {
  const place = Math.min(1, Math.max(0, part)) * (ramp.length - 1);
  const below = Math.min(Math.floor(place), ramp.length - 2);
  const mix = ramp[below].map((value, i) => Math.round(value + (place - below) * (ramp[below + 1][i] - value)));
  return `rgb(${mix.join()})`;
}

/** Draws everything anew with the next frame; or, if only the cursor has moved, just that. */
function redraw(onlyCursor = false) {
  if (pending) {
    pending.onlyCursor &&= onlyCursor;
    return;
  }
  pending = { onlyCursor };
  requestAnimationFrame(() => {
    const { onlyCursor } = pending;
    pending = null;
    element("whole").disabled = view.time === view.whole;
    element("all-servers").disabled = view.servers === null;
    if (!onlyCursor) prepareShares();
    surfaces.forEach((surface) => surface.draw(!onlyCursor));
    showTip();
  });
}

function zoom(from, until) {
  const low = Math.max(view.whole[0], from);
  const high = Math.min(view.whole[1], until);
  const all = low <= view.whole[0] && high >= view.whole[1];
  if (high > low) view.time = all ? view.whole : [low, high];
  redraw();
}

function showWhole() {
  view.time = view.whole;
  redraw();
}

function showServers(range) {
  view.servers = range;
  redraw();
}

darkness.addEventListener("change", () => {
  palette = readPalette();
  document.dispatchEvent(new Event("palette"));
  redraw();
});

/** A box beside the cursor with what is there. */
function showTip() {
  const tip = element("tip");
  const told = view.cursor?.surface.told();
  tip.hidden = !told;
  if (!told) return;
  const title = document.createElement("b");
  title.textContent = told.title;
  tip.replaceChildren(title, ...told.rows.map(tipRow));
  const { x, y } = view.cursor.surface.cursorOnPage();
  const left = x + 16 + tip.offsetWidth > innerWidth ? x - 16 - tip.offsetWidth : x + 16;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, Math.min(y + 12, innerHeight - tip.offsetHeight - 4))}px`;
  if (view.cursor.byKey) {
    element("spoken").textContent = [told.title, ...told.rows.map((row) => `${row.label} ${row.value}`)].join(", ");
  }
}

function tipRow({ look, label, value }) {
  const row = document.createElement("div");
  if (look) row.append(lineSwatch(look));
  const name = document.createElement("span");
  name.textContent = label;
  const figure = document.createElement("strong");
  figure.textContent = value;
  row.append(name, figure);
  return row;
}
