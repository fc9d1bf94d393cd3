import { palette } from "./theme.js";
import { SPAN } from "./charts.js";

/** The bounds of the heat map's colours, and how to write them. */
export const MEASURES = {
  p99: { of: (endpoint) => endpoint.p99Millis, low: 10, high: 1000, words: ["10 ms", "1 s"] },
  inFlight: { of: (endpoint) => (endpoint.inFlight > 0 ? endpoint.inFlight : null), low: 1, high: 50, words: ["1", "50"] },
};

const HEAT_HEIGHT = 17;
const LANE_TOP = 20;
const LANE_HEIGHT = 6;

/** Where a value is between the bounds, by its logarithm: from 0 to 1. */
function place(value, { low, high }) {
  return Math.min(1, Math.max(0, Math.log(value / low) / Math.log(high / low)));
}

function heat(part) {
  const [from, to, share] = part < 0.5 ? ["heat-low", "heat-mid", part * 2] : ["heat-mid", "heat-high", part * 2 - 1];
  return `color-mix(in oklab, ${palette[to]} ${Math.round(100 * share)}%, ${palette[from]})`;
}

/** Draws one server's minute: the heat map above, the lane of its health below. */
export function paintStrip(canvas, moments, measure) {
  const ratio = devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (!width) return;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const ink = canvas.getContext("2d");
  ink.clearRect(0, 0, width, height);
  const x = (seconds) => Math.round((1 + seconds / SPAN) * width);
  moments.forEach(({ seconds, endpoint }, i) => {
    if (!endpoint) return;
    const left = x(seconds);
    const across = (i + 1 < moments.length ? x(moments[i + 1].seconds) : width) - left;
    const value = MEASURES[measure].of(endpoint);
    ink.fillStyle = value === null ? palette["heat-low"] : heat(place(value, MEASURES[measure]));
    ink.globalAlpha = value === null ? 0.45 : 1;
    ink.fillRect(left, 0, across, HEAT_HEIGHT * ratio);
    ink.globalAlpha = 1;
    ink.fillStyle = palette[endpoint.state.toLowerCase()];
    ink.fillRect(left, LANE_TOP * ratio, across, LANE_HEIGHT * ratio);
  });
}

export function paintRamp(canvas) {
  const ink = canvas.getContext("2d");
  for (let x = 0; x < canvas.width; x++) {
    ink.fillStyle = heat(x / (canvas.width - 1));
    ink.fillRect(x, 0, 1, canvas.height);
  }
}
