/** Nanoseconds to three digits, in the unit that suits them. */
function duration(nanos) {
  for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) {
    if (nanos >= size) return `${digits(nanos / size)} ${unit}`;
  }
  return `${digits(nanos)} ns`;
}

/** Three significant digits; whole numbers keep all of theirs. */
function digits(value) {
  if (value >= 100) return Math.round(value).toLocaleString("en").replaceAll(",", "\u202f");
  return String(Number(value.toPrecision(3)));
}

/** A part of 1. Close to 1 the digits after the nines are what matters. */
function percent(part) {
  const value = 100 * part;
  return `${value > 99 && value < 100 ? Math.floor(value * 1000) / 1000 : digits(value)} %`;
}

function times(factor) {
  return `${digits(factor)} ×`;
}

function seconds(time) {
  return `${Number(time.toFixed(3))} s`;
}

/** About as many round numbers as asked for, from one bound to the other. */
function roundNumbers(low, high, wanted) {
  if (!(high > low)) return [low];
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * 1, 2 and 5 times powers of ten between two bounds; powers only if these are many already, and even
 * steps where there are hardly any. */
function roundLogarithms(low, high) {
  const factors = Math.log10(high / low) > 3 ? [1] : [1, 2, 5];
  const numbers = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const factor of factors) {
      const number = factor * 10 ** power;
      if (number >= low && number <= high) numbers.push(number);
    }
  }
  return numbers.length < 3 ? roundNumbers(low, high, 5) : numbers;
}
