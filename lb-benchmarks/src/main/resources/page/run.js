/** One run's figures, by time. What a run without rows per server lacks is empty. */
class Run {
  constructor(data, look) {
    this.data = data;
    this.look = look;
    this.servers = data.servers ?? [];
    this.ends = data.intervals.endNanos.map((nanos) => nanos / 1e9);
    this.starts = [0, ...this.ends.slice(0, -1)];
    this.sick = this.servers.map(() => []);
    this.incidents = [];
    for (const episode of data.episodes) {
      const stretch = [episode.fromNanos / 1e9, (episode.untilNanos ?? Infinity) / 1e9];
      this.incidents.push(stretch);
      this.sick[episode.server]?.push(stretch);
    }
    this.incidents = joined(this.incidents);
    this.equalShares = this.ends.map((_, i) => this.#equalShare(i));
  }

  get name() {
    return this.data.policy;
  }

  /** When the last call began; what follows is waiting for those that are open. */
  get end() {
    return this.warmUpEnd + this.data.seconds;
  }

  get warmUpEnd() {
    return this.data.firstInterval === 0 ? 0 : this.ends[this.data.firstInterval - 1];
  }

  /** The interval at a time, or -1. */
  at(time) {
    if (time < 0) return -1;
    return this.ends.findIndex((end) => time < end);
  }

  /** The first interval and the one after the last that a stretch of time touches. */
  between([from, until]) {
    const first = Math.max(0, this.ends.findIndex((end) => end > from));
    const last = this.starts.findIndex((start) => start >= until);
    return [first, last < 0 ? this.ends.length : last];
  }

  perSecond(counts, i) {
    const length = this.ends[i] - this.starts[i];
    return length > 0 ? counts[i] / length : null;
  }

  exists(server, i) {
    return server.knownByInterval[i] > 0 || server.attemptsByInterval[i] > 0;
  }

  /** Whether an incident lasted in an interval. */
  isSick(server, i) {
    return this.sick[server].some(([from, until]) => from < this.ends[i] && until > this.starts[i]);
  }

  /** A server's requests ÷ the mean of all that were there; null if it was not, or if there were too few to tell. */
  load(server, i) {
    if (!this.exists(server, i) || this.equalShares[i] < 1) return null;
    return server.attemptsByInterval[i] / this.equalShares[i];
  }

  #equalShare(i) {
    const there = this.servers.filter((server) => this.exists(server, i)).length;
    return there === 0 ? 0 : this.data.intervals.attempts[i] / there;
  }
}

/** Stretches of time, those that touch made one. */
function joined(stretches) {
  const result = [];
  for (const [from, until] of stretches.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], until);
    else result.push([from, until]);
  }
  return result;
}
