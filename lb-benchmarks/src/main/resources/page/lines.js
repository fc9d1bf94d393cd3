const LINE_HEIGHT = 240;
const DASHES = { p50Nanos: [2, 3], p99Nanos: [], p999Nanos: [8, 4] };

/**
 * A chart of lines over time. `lines` gives them: a run, a look, a name and a value per interval,
 * null where there is none. `text` writes a value; `least` and `most` bound the axis if given.
 */
function lineChart(parent, { label, lines, text, logarithmic = () => false, least, most }) {
  const scale = (surface, shown) => {
    const values = shown.flatMap((line) => inSight(line).filter((value) => value !== null));
    const log = logarithmic();
    let low = least?.(values) ?? Math.min(...values, Infinity);
    let high = most?.(values) ?? Math.max(...values, -Infinity);
    if (values.length === 0) [low, high] = [log ? 1e6 : 0, log ? 1e9 : 1];
    if (log) [low, high] = [low / 1.15, high * 1.15];
    if (!log && high <= low) high = low + (low || 1) * 0.1;
    const { top, height } = surface.frame;
    const part = log ? (value) => Math.log(value / low) / Math.log(high / low) : (value) => (value - low) / (high - low);
    return { ticks: log ? roundLogarithms(low, high) : roundNumbers(low, high, 5), y: (value) => top + height * (1 - part(value)) };
  };
  return new Surface(parent, {
    label,
    height: () => LINE_HEIGHT,
    paint(ink, surface) {
      const shown = lines();
      const { ticks, y } = scale(surface, shown);
      paintBands(ink, surface);
      paintTicks(ink, surface, ticks, y, text);
      paintLines(ink, surface, shown, y);
    },
    tell(time) {
      const rows = lines().map((line) => {
        const value = line.run.at(time) < 0 ? null : line.value(line.run.at(time));
        return { look: line.look, label: line.name, value: value === null ? "–" : text(value) };
      });
      return { title: stretchAt(view.runs[0], time), rows };
    },
  });
}

function inSight({ run, value }) {
  const [first, last] = run.between(view.time);
  return Array.from({ length: last - first }, (_, i) => value(first + i));
}

function stretchAt(run, time) {
  const i = run ? run.at(time) : -1;
  return i < 0 ? seconds(time) : `${seconds(run.starts[i])} to ${seconds(run.ends[i])}`;
}

/** Behind the lines: when the run warmed up, and when incidents lasted. */
function paintBands(ink, surface) {
  const { left, top, width, height } = surface.frame;
  const band = (from, until, colour) => {
    const start = Math.max(left, surface.x(from));
    const end = Math.min(left + width, surface.x(Math.min(until, view.whole[1])));
    ink.fillStyle = colour;
    if (end > start) ink.fillRect(start, top, Math.max(1, end - start), height);
  };
  const run = view.runs[0];
  if (!run) return;
  band(0, run.warmUpEnd, palette.warm);
  run.incidents.forEach(([from, until]) => band(from, until, palette.band));
}

function paintTicks(ink, surface, ticks, y, text) {
  const { left, top, width, height } = surface.frame;
  ink.textAlign = "right";
  ink.textBaseline = "middle";
  for (const tick of ticks) {
    ink.fillStyle = palette.grid;
    ink.fillRect(left, Math.round(y(tick)), width, 1);
    ink.fillStyle = palette.quiet;
    ink.fillText(text(tick), left - 6, y(tick));
  }
  ink.fillStyle = palette.edge;
  ink.fillRect(left, top + height, width, 1);
}

function paintLines(ink, surface, shown, y) {
  const { left, top, width, height } = surface.frame;
  ink.save();
  ink.beginPath();
  ink.rect(left, top - 5, width, height + 10);
  ink.clip();
  shown.forEach((line, number) => {
    const points = pointsOf(line).map((point) => point && { x: surface.x(point.time), y: y(point.value) });
    strokeLine(ink, line.look, points);
    const every = Math.max(1, Math.round(points.length / 9));
    points.forEach((point, i) => {
      const alone = !points[i - 1] && !points[i + 1];
      if (point && (alone || (i + number * 2) % every === 0)) mark(ink, line.look, point.x, point.y);
    });
  });
  ink.restore();
}

/** In sight, and one more at either side so that lines run into the frame's edges, but not into the wait at the end. */
function pointsOf({ run, value }) {
  const [first, last] = run.between(view.time);
  const from = Math.max(0, first - 1);
  const until = run.starts[last] < run.end ? last + 1 : last;
  return Array.from({ length: until - from }, (_, k) => {
    const i = from + k;
    return value(i) === null ? null : { time: (run.starts[i] + run.ends[i]) / 2, value: value(i) };
  });
}

function strokeLine(ink, look, points) {
  ink.beginPath();
  points.forEach((point, i) => {
    if (!point) return;
    if (points[i - 1]) ink.lineTo(point.x, point.y);
    else ink.moveTo(point.x, point.y);
  });
  ink.strokeStyle = hue(look.hue);
  ink.lineWidth = 1.8;
  ink.lineJoin = "round";
  ink.setLineDash(look.dash ?? []);
  ink.stroke();
  ink.setLineDash([]);
}

function mark(ink, look, x, y) {
  const r = 3.6;
  ink.beginPath();
  switch (MARKS[look.hue % MARKS.length]) {
    case "square": ink.rect(x - r + 0.4, y - r + 0.4, 2 * r - 0.8, 2 * r - 0.8); break;
    case "triangle": ink.moveTo(x, y - r - 0.6); ink.lineTo(x + r + 0.4, y + r - 0.6); ink.lineTo(x - r - 0.4, y + r - 0.6); break;
    case "diamond": ink.moveTo(x, y - r - 1); ink.lineTo(x + r + 1, y); ink.lineTo(x, y + r + 1); ink.lineTo(x - r - 1, y); break;
    default: ink.arc(x, y, r, 0, 2 * Math.PI);
  }
  ink.closePath();
  ink.fillStyle = MARKS[look.hue % MARKS.length] === "ring" ? palette.paper : hue(look.hue);
  ink.fill();
  ink.strokeStyle = hue(look.hue);
  ink.lineWidth = 1.4;
  ink.stroke();
}

/** A small picture of a line, for legends. */
function lineSwatch(look) {
  const canvas = document.createElement("canvas");
  canvas.className = "swatch";
  canvas.look = look;
  canvas.width = 58;
  canvas.height = 28;
  canvas.setAttribute("aria-hidden", "true");
  const ink = canvas.getContext("2d");
  ink.scale(2, 2);
  strokeLine(ink, look, [{ x: 1, y: 7 }, { x: 28, y: 7 }]);
  mark(ink, look, 14.5, 7);
  return canvas;
}
