/** Milliseconds to two or three digits. */
export function millis(value) {
  if (value === null || value === undefined) return "–";
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(2);
}

export function percent(part) {
  return `${Math.round(100 * part)} %`;
}

/** A rate per second; single events must not vanish. */
export function rate(value) {
  return value > 0 && value < 9.5 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

export function clock(at) {
  return new Date(at).toTimeString().slice(0, 8);
}

/** A state as a word in a sentence. */
export function word(state) {
  return state.toLowerCase();
}

/** An element with text, and nothing but text. */
export function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** Changes text only where it is another one, so that nothing is drawn or spoken anew for nothing. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
