const some = (count, of, median) => (of === 0 ? "–" : `${count} of ${of}${count > 0 ? `, ${duration(median)}` : ""}`);

const COLUMNS = [
  ["success", (data) => percent(data.successRate)],
  ["goodput/s", (data) => digits(data.goodputPerSecond)],
  ["p50", (data) => duration(data.successLatency.p50)],
  ["p90", (data) => duration(data.successLatency.p90)],
  ["p99", (data) => duration(data.successLatency.p99)],
  ["p99.9", (data) => duration(data.successLatency.p999)],
  ["max", (data) => duration(data.successLatency.max)],
  ["attempts", (data) => digits(data.attemptsPerCall)],
  ["peak load", (data) => times(data.peakLoadRatio)],
  ["ejections", (data) => `${data.ejectionsRight} + ${data.ejectionsWrong}`],
  ["noticed", ({ reactions }) => some(reactions.detected, reactions.episodes, reactions.medianToDetectNanos)],
  ["recovered", ({ reactions }) => some(reactions.recovered, reactions.ended, reactions.medianToRecoverNanos)],
];

function cell(kind, text, scope) {
  const made = document.createElement(kind);
  made.textContent = text;
  if (scope) made.scope = scope;
  return made;
}

/** Key figures, a row per run. */
function fillTable(table, runs, withSeeds) {
  const head = table.createTHead().insertRow();
  head.append(cell("th", "policy", "col"));
  if (withSeeds) head.append(cell("th", "seed", "col"));
  COLUMNS.forEach(([name]) => head.append(cell("th", name, "col")));
  const body = table.createTBody();
  for (const run of runs) {
    const row = body.insertRow();
    row.append(cell("th", run.name, "row"));
    if (withSeeds) row.append(cell("td", String(run.data.seed)));
    COLUMNS.forEach(([, text]) => row.append(cell("td", text(run.data))));
  }
}
