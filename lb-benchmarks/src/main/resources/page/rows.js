/** Beyond so many servers a row stands for several. */
const MOST_ROWS = 40;
const TRUTH_HEIGHT = 3;

const STATES = [
  { key: "away", name: "away: not in the client's set" },
  { key: "disabled", name: "disabled" },
  { key: "draining", name: "draining" },
  { key: "unhealthy", name: "unhealthy" },
  { key: "ejected", name: "ejected" },
  { key: "degraded", name: "degraded: serves in reserve" },
  { key: "starting", name: "starting" },
];

const MEASURES = {
  load: {
    name: "requests ÷ equal share",
    short: "÷ equal share",
    value: (run, server, i) => run.load(run.servers[server], i),
    text: times,
    grouped: "the server that is farthest from an equal share",
    rank: (value) => Math.abs(Math.log(value)),
    ramp: () => palette.deviations,
    // A whole power of 2, so that half and double are as far from the middle.
    scale: (most) => Math.max(2, 2 ** Math.ceil(Math.log2(most) - 0.1)),
    place: (value, scale) => 0.5 + Math.log(value) / Math.log(scale) / 2,
    ticks: (scale) => (scale > 8 ? [1 / scale, 1 / 4, 1, 4, scale] : [1 / scale, 1, scale]),
  },
  jobs: {
    name: "jobs at the server at the end of the interval",
    short: "jobs",
    value: (run, server, i) => (run.exists(run.servers[server], i) ? run.servers[server].jobsByInterval[i] : null),
    text: digits,
    grouped: "the server that has most",
    rank: (value) => value,
    ramp: () => AMOUNTS,
    scale: (most) => Math.max(1, most),
    // The root brings out what is small.
    place: (value, scale) => Math.sqrt(value / scale),
    ticks: (scale) => [...new Set([0, Math.round(scale / 4), scale])],
  },
};

/** The rows of a run: servers, or groups of neighbours if there are many. */
function rowsOf(run) {
  const [from, until] = view.servers ?? [0, run.servers.length];
  const end = Math.min(until, run.servers.length);
  const size = Math.ceil((end - from) / MOST_ROWS);
  const rows = [];
  for (let first = from; first < end; first += size) {
    const last = Math.min(end, first + size);
    const numbers = Array.from({ length: last - first }, (_, k) => first + k);
    const name = run.servers[first].id;
    rows.push({ numbers, name: numbers.length === 1 ? name : `${name} … ${run.servers[last - 1].id}` });
  }
  return rows;
}

/** A chart with a row per server or group of servers. */
function rowChart(parent, run, { label, timed = true, paintRow, paintFrame = () => {}, tell }) {
  let rows = rowsOf(run);
  const rowHeight = () => Math.max(8, Math.min(18, Math.floor(320 / Math.max(1, rows.length))));
  const rowAt = (y) => rows[Math.floor(y / rowHeight())];
  return new Surface(parent, {
    label,
    timed,
    rowHeight,
    left: innerWidth < 600 ? 84 : 118,
    height() {
      rows = rowsOf(run);
      return rows.length * rowHeight() + MARGIN.top + MARGIN.bottom;
    },
    paint(ink, surface) {
      const { top, left } = surface.frame;
      const every = Math.ceil(13 / rowHeight());
      rows.forEach((row, k) => {
        const y = top + k * rowHeight();
        if (k % every === 0) nameRow(ink, run.servers[row.numbers[0]].id, left - 6, y + rowHeight() / 2);
        paintRow(ink, surface, row, y, rowHeight() - 1);
      });
      paintFrame(ink, surface);
    },
    tell(time, y) {
      const row = rowAt(y);
      const i = timed ? run.at(time) : 0;
      return row && i >= 0 ? tell(row, i) : null;
    },
    enter(y) {
      const row = rowAt(y);
      if (row?.numbers.length > 1) showServers([row.numbers[0], row.numbers.at(-1) + 1]);
    },
  });
}

function nameRow(ink, name, right, middle) {
  let shown = name;
  while (ink.measureText(shown).width > right - 2 && shown.length > 2) shown = `…${shown.slice(2)}`;
  ink.font = "11px system-ui, sans-serif";
  ink.textAlign = "right";
  ink.textBaseline = "middle";
  ink.fillStyle = palette.quiet;
  ink.fillText(shown, right, middle);
}

/** Calls back with each interval in sight, and where it stands. */
function eachCell(surface, run, cell) {
  const { left, width } = surface.frame;
  const [first, last] = run.between(view.time);
  for (let i = first; i < last; i++) {
    const from = Math.max(left, Math.round(surface.x(run.starts[i])));
    const until = Math.min(left + width, Math.round(surface.x(run.ends[i])));
    if (until > from) cell(i, from, until - from);
  }
}

/** The most remarkable value of a group, not the mean, so that one odd server among many still shows. */
function striking(run, row, i) {
  const { value, rank } = MEASURES[view.measure];
  return row.numbers.reduce((kept, server) => {
    const one = value(run, server, i);
    return kept === null || (one !== null && rank(one) > rank(kept)) ? one : kept;
  }, null);
}

/** One scale for all runs shown, so that maps can be compared. */
function heatScale() {
  const { value } = MEASURES[view.measure];
  let most = 0;
  for (const run of view.runs) {
    for (let server = 0; server < run.servers.length; server++) {
      for (let i = 0; i < run.ends.length; i++) most = Math.max(most, value(run, server, i) ?? 0);
    }
  }
  return MEASURES[view.measure].scale(most);
}

function heat(value) {
  const { ramp, place } = MEASURES[view.measure];
  return shade(ramp(), place(value, view.heatScale));
}

function heatMap(parent, run) {
  return rowChart(parent, run, {
    label: `Heat map of servers over time under ${run.name}`,
    paintRow(ink, surface, row, y, height) {
      eachCell(surface, run, (i, x, width) => {
        const value = striking(run, row, i);
        if (value === null) return;
        ink.fillStyle = heat(value);
        ink.fillRect(x, y, width, height);
      });
    },
    tell(row, i) {
      const { value, text, short } = MEASURES[view.measure];
      const values = row.numbers.map((server) => [server, value(run, server, i)]).filter(([, v]) => v !== null);
      const title = `${row.name}, ${stretchAt(run, run.starts[i])}`;
      if (values.length === 0) return { title, rows: [{ label: "not there", value: "" }] };
      if (row.numbers.length === 1) return { title, rows: [{ label: short, value: text(values[0][1]) }, ...sickness(run, row, i)] };
      const [busiest, most] = values.reduce((a, b) => (b[1] > a[1] ? b : a));
      const [idlest, least] = values.reduce((a, b) => (b[1] < a[1] ? b : a));
      const mean = values.reduce((sum, [, v]) => sum + v, 0) / values.length;
      return {
        title,
        rows: [
          { label: `most, ${run.servers[busiest].id}`, value: text(most) },
          { label: "mean", value: text(mean) },
          { label: `least, ${run.servers[idlest].id}`, value: text(least) },
          ...sickness(run, row, i),
        ],
      };
    },
  });
}

function sickness(run, row, i) {
  const sick = row.numbers.filter((server) => run.isSick(server, i)).length;
  if (sick === 0) return [];
  return [{ label: "incident", value: row.numbers.length === 1 ? "lasts" : `at ${sick} of ${row.numbers.length}` }];
}

/** What part of the pairs of a client and a server of the row are in which state. */
function parts(run, row, i) {
  const pairs = row.numbers.length * run.data.clients;
  const sum = (name) => row.numbers.reduce((total, server) => total + (run.servers[server][name]?.[i] ?? 0), 0) / pairs;
  const part = (key) => (key === "away" ? 1 - sum("knownByInterval") : sum(`${key}ByInterval`));
  return Object.fromEntries(STATES.map(({ key }) => [key, part(key)]));
}

function healthLanes(parent, run) {
  return rowChart(parent, run, {
    label: `Health of servers over time under ${run.name}`,
    paintRow(ink, surface, row, y, height) {
      eachCell(surface, run, (i, x, width) => {
        ink.fillStyle = palette.healthy;
        ink.fillRect(x, y, width, height);
        const part = parts(run, row, i);
        let bottom = y + height;
        for (const { key } of STATES) {
          if (part[key] <= 0) continue;
          const tall = Math.min(bottom - y, Math.max(2, part[key] * height));
          bottom -= tall;
          ink.fillStyle = texture(ink, key);
          ink.fillRect(x, bottom, width, tall);
        }
        if (row.numbers.some((server) => run.isSick(server, i))) {
          ink.fillStyle = palette.ink;
          ink.fillRect(x, y, width, TRUTH_HEIGHT);
        }
      });
    },
    tell(row, i) {
      const part = parts(run, row, i);
      const told = STATES.filter(({ key }) => part[key] > 0).map(({ key }) => ({ label: key, value: percent(part[key]) }));
      const healthy = 1 - STATES.reduce((sum, { key }) => sum + part[key], 0);
      const rows = [{ label: "healthy", value: percent(Math.max(0, healthy)) }, ...told, ...sickness(run, row, i)];
      return { title: `${row.name}, end of ${stretchAt(run, run.starts[i])}`, rows };
    },
  });
}

const textures = new Map();
document.addEventListener("palette", () => textures.clear());

/** Ejected is plain; the others have a texture as well as a colour. */
function texture(ink, state) {
  if (state === "ejected") return palette.ejected;
  if (!textures.has(state)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.fillStyle = palette.paper;
    pen.fillRect(0, 0, 6, 6);
    pen.fillStyle = palette[state];
    if (state === "starting") for (let k = 0; k < 6; k++) pen.fillRect(k, k, 1.5, 2);
    if (state === "degraded") pen.fillRect(0, 0, 3, 6);
    if (state === "unhealthy") pen.fillRect(0, 0, 6, 5);
    if (state === "draining") pen.fillRect(0, 0, 6, 3);
    if (state === "disabled") [[0, 0], [3, 3]].forEach(([x, y]) => pen.fillRect(x, y, 3, 3));
    if (state === "away") for (let k = 0; k < 6; k++) pen.fillRect(k, 5 - k, 1.5, 1);
    textures.set(state, ink.createPattern(tile, "repeat"));
  }
  return textures.get(state);
}

/** What part of the requests in sight each server had. */
function sharesOf(run) {
  const [first, last] = run.between(view.time);
  const sums = run.servers.map((server) => server.attemptsByInterval.slice(first, last).reduce((a, b) => a + b, 0));
  const all = sums.reduce((a, b) => a + b, 0) || 1;
  const there = run.servers.filter((server) => {
    for (let i = first; i < last; i++) if (run.exists(server, i)) return true;
    return false;
  }).length;
  return { shares: sums.map((sum) => sum / all), equal: 1 / Math.max(1, there), sums };
}

/** Once for all rows of all runs. */
function prepareShares() {
  view.shares = new Map(view.runs.map((run) => [run, sharesOf(run)]));
  view.shareMost = 0;
  view.shares.forEach(({ shares }) => shares.forEach((share) => (view.shareMost = Math.max(view.shareMost, share))));
  view.shareMost ||= 1;
}

function shareBars(parent, run) {
  const most = () => view.shareMost;
  const x = (surface, share) => surface.frame.left + (share / most()) * surface.frame.width;
  return rowChart(parent, run, {
    label: `Share of the requests per server under ${run.name}`,
    timed: false,
    paintRow(ink, surface, row, y, height) {
      const { shares } = view.shares.get(run);
      const values = row.numbers.map((server) => shares[server]);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const sick = row.numbers.some((server) => run.sick[server].some(([from, until]) => from < view.time[1] && until > view.time[0]));
      ink.fillStyle = sick ? palette.ejected : palette.hues[0];
      ink.fillRect(surface.frame.left, y, x(surface, mean) - surface.frame.left, height);
      if (values.length > 1) ink.fillRect(surface.frame.left, y + height / 2, x(surface, Math.max(...values)) - surface.frame.left, 1);
    },
    paintFrame(ink, surface) {
      const { top, height, left } = surface.frame;
      ink.fillStyle = palette.ink;
      ink.fillRect(Math.round(x(surface, view.shares.get(run).equal)), top, 1, height);
      ink.fillStyle = palette.quiet;
      ink.textBaseline = "top";
      ink.textAlign = "center";
      for (const tick of roundNumbers(0, most(), surface.frame.width / 90)) {
        ink.fillRect(x(surface, tick), top + height, 1, 4);
        ink.fillText(percent(tick), Math.max(left, x(surface, tick)), top + height + 6);
      }
    },
    tell(row) {
      const { shares, sums, equal } = view.shares.get(run);
      if (row.numbers.length === 1) {
        const server = row.numbers[0];
        const rows = [
          { label: "of all requests", value: percent(shares[server]) },
          { label: "÷ equal share", value: times(shares[server] / equal) },
          { label: "requests", value: digits(sums[server]) },
        ];
        return { title: row.name, rows };
      }
      const server = row.numbers.reduce((a, b) => (shares[b] > shares[a] ? b : a));
      const mean = row.numbers.reduce((sum, number) => sum + shares[number], 0) / row.numbers.length;
      const rows = [
        { label: "mean", value: percent(mean) },
        { label: `most, ${run.servers[server].id}`, value: percent(shares[server]) },
      ];
      return { title: row.name, rows };
    },
  });
}
