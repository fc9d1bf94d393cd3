import { palette, onThemeChange } from "./theme.js";

/** How much time all charts show, in seconds. */
export const SPAN = 60;

const FONT = "12px system-ui, sans-serif";
const charts = new Set();

/** A uPlot chart of the last minute that fits its parent and follows the theme. */
class Chart {
  #plot = null;
  #data;
  #shown = "";

  constructor(parent, height, label, options) {
    Object.assign(this, { parent, height, options });
    parent.setAttribute("role", "img");
    parent.setAttribute("aria-label", label);
    new ResizeObserver(() => this.#fit()).observe(parent);
    charts.add(this);
  }

  /** Shows data; `shape` names what the options depend on besides the theme. */
  show(data, shape = "") {
    this.#data = data;
    if (this.#plot && shape === this.#shown) {
      this.#plot.setData(data);
    } else {
      this.#shown = shape;
      this.rebuild();
    }
  }

  rebuild() {
    if (!this.#data || !this.parent.clientWidth) return;
    this.#plot?.destroy();
    this.#plot = new uPlot({ width: this.parent.clientWidth, height: this.height, ...this.options() }, this.#data, this.parent);
  }

  #fit() {
    if (this.#plot) this.#plot.setSize({ width: this.parent.clientWidth, height: this.height });
    else this.rebuild();
  }
}

onThemeChange(() => charts.forEach((chart) => chart.rebuild()));

/** Seconds before now, so that the axis stands still while the lines move. */
function timeAxis() {
  return {
    stroke: palette.quiet, font: FONT, size: 24, gap: 4, grid: { show: false }, ticks: { stroke: palette.line, size: 4, width: 1 },
    splits: () => [-60, -45, -30, -15, 0],
    values: (_, splits) => splits.map((s) => (s === 0 ? "now" : `−${-s} s`)),
  };
}

function valueAxis(values, splits) {
  return {
    stroke: palette.quiet, font: FONT, size: 44, gap: 6, grid: { stroke: palette.line, width: 1 }, ticks: { show: false }, values,
    ...(splits ? { splits: () => splits } : { space: 28 }),
  };
}

const FRAME = { legend: { show: false }, cursor: { show: false }, padding: [10, 30, 0, 0] };

/** Two lines, one dashed, named at their ends, over a logarithmic scale. */
export function latencyChart(parent) {
  const line = (label, stroke, dash) => ({ label, stroke, width: 2, dash, points: { show: false }, spanGaps: false });
  return new Chart(parent, 190, "99th percentile of both policies over the last minute; the figures are below, by policy", () => ({
    ...FRAME,
    scales: { x: { time: false, range: [-SPAN, 0] }, y: { distr: 3, range: (_, low, high) => [5, Math.max(200, high ?? 0) * 1.15] } },
    axes: [timeAxis(), latencyAxis()],
    series: [{}, line("A", palette.a), line("B", palette.b, [6, 4])],
    hooks: { draw: [nameEnds] },
  }));
}

function latencyAxis() {
  const splits = (plot) => [10, 30, 100, 300, 1000, 3000].filter((millis) => millis <= plot.scales.y.max);
  return { ...valueAxis((_, shown) => shown.map(String)), splits, filter: (_, shown) => shown };
}

function nameEnds(plot) {
  const ratio = devicePixelRatio || 1;
  const ends = [1, 2]
    .map((i) => ({ name: plot.series[i].label, color: [palette.a, palette.b][i - 1], value: plot.data[i].at(-1) }))
    .filter((end) => end.value !== null && end.value !== undefined)
    .map((end) => ({ ...end, y: plot.valToPos(end.value, "y", true) }))
    .sort((one, other) => one.y - other.y);
  if (ends.length === 2 && ends[1].y - ends[0].y < 14 * ratio) {
    const middle = (ends[0].y + ends[1].y) / 2;
    ends[0].y = middle - 7 * ratio;
    ends[1].y = middle + 7 * ratio;
  }
  for (const end of ends) write(plot.ctx, end.name, plot.bbox.left + plot.bbox.width + 7 * ratio, end.y, end.color, "600");
}

/** Bands on top of each other, named at their ends; those of servers in trouble stand out. */
export function shareChart(parent, servers) {
  const fill = (i) => (servers()[i].troubled ? palette.trouble : i % 2 ? palette["band-other"] : palette.band);
  return new Chart(parent, 170, "Share of each server in the calls of the last minute; the figures are in the list of servers", () => {
    const count = servers().length;
    return {
      ...FRAME,
      scales: { x: { time: false, range: [-SPAN, 0] }, y: { range: [0, 1] } },
      axes: [timeAxis(), valueAxis((_, splits) => splits.map((s) => `${Math.round(100 * s)} %`), [0, 0.25, 0.5, 0.75, 1])],
      // The first server is on top, as in the lists; a band reaches from its line down to zero, under the next.
      series: [{}, ...servers().map((_, i) => ({ stroke: palette.panel, width: 1, fill: () => fill(i), points: { show: false } }))],
      bands: Array.from({ length: count - 1 }, (_, i) => ({ series: [i + 1, i + 2], fill: () => fill(i) })),
      hooks: { draw: [(plot) => nameBands(plot, servers())] },
    };
  });
}

function nameBands(plot, servers) {
  const ratio = devicePixelRatio || 1;
  servers.forEach((server, i) => {
    const top = plot.data[i + 1].at(-1);
    const bottom = i + 1 < servers.length ? plot.data[i + 2].at(-1) : 0;
    if (top === null || top === undefined || top - bottom < 0.06) return;
    write(plot.ctx, server.id, plot.bbox.left + plot.bbox.width + 7 * ratio, plot.valToPos((top + bottom) / 2, "y", true), server.troubled ? palette.ink : palette.quiet, server.troubled ? "600" : "400");
  });
}

/** One line over a light area. */
export function smallChart(parent, label, colorName, leastTop) {
  return new Chart(parent, 110, label, () => ({
    ...FRAME,
    padding: [10, 18, 0, 0],
    scales: { x: { time: false, range: [-SPAN, 0] }, y: { range: (_, low, high) => [0, Math.max(leastTop, (high ?? 0) * 1.1)] } },
    axes: [{ ...timeAxis(), splits: () => [-60, -30, 0] }, { ...valueAxis((_, splits) => splits.map(String)), size: 36 }],
    series: [{}, { stroke: palette[colorName], width: 1.5, fill: `color-mix(in srgb, ${palette[colorName]} 14%, transparent)`, points: { show: false } }],
  }));
}

function write(ink, text, x, y, color, weight) {
  const ratio = devicePixelRatio || 1;
  ink.save();
  ink.font = `${weight} ${12 * ratio}px system-ui, sans-serif`;
  ink.fillStyle = color;
  ink.textAlign = "left";
  ink.textBaseline = "middle";
  ink.fillText(text, x, y);
  ink.restore();
}
