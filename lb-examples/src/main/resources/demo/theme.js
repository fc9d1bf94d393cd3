const NAMES = [
  "paper", "panel", "ink", "quiet", "line", "edge", "a", "b", "band", "band-other", "trouble", "heat-low", "heat-mid", "heat-high",
  "healthy", "starting", "degraded", "ejected", "unhealthy", "draining", "disabled",
];
const listeners = [];

/** The style sheet's colours, for canvases, which know no style sheets. */
export const palette = {};

/** Calls back when the colours have changed. */
export function onThemeChange(listener) {
  listeners.push(listener);
}

export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function read() {
  const style = getComputedStyle(document.documentElement);
  for (const name of NAMES) palette[name] = style.getPropertyValue(`--${name}`).trim();
}

read();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  read();
  for (const listener of listeners) listener();
});
