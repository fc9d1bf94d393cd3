package io.lb4j.simulator.server;

import java.util.Arrays;

/**
 * The jobs that are worked on, ordered by the amount of work done on each at which they end. Ties
 * go by insertion. A binary heap that jobs know their place in, so that one can leave in O(log n).
 */
final class RunningJobs {

  private double[] ends = new double[4];
  private long[] sequences = new long[4];
  private Job[] jobs = new Job[4];
  private int size;
  private long nextSequence;

  int size() {
    return size;
  }

  /** The work at which the first job ends; there must be one. */
  double firstEnd() {
    return ends[0];
  }

  Job first() {
    return jobs[0];
  }

  void add(Job job, double end) {
    if (size == jobs.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      sequences = Arrays.copyOf(sequences, 2 * size);
      jobs = Arrays.copyOf(jobs, 2 * size);
    }
    siftUp(size++, end, nextSequence++, job);
  }

  void remove(Job job) {
    int position = job.running;
    job.stopRunning();
    int last = --size;
    if (position == last) {
      return;
    }
    double end = ends[last];
    long sequence = sequences[last];
    Job moved = jobs[last];
    if (position > 0 && isBefore(end, sequence, (position - 1) >>> 1)) {
      siftUp(position, end, sequence, moved);
    } else {
      siftDown(position, end, sequence, moved);
    }
  }

  private void siftUp(int from, double end, long sequence, Job job) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!isBefore(end, sequence, parent)) {
        break;
      }
      put(hole, ends[parent], sequences[parent], jobs[parent]);
      hole = parent;
    }
    put(hole, end, sequence, job);
  }

  private void siftDown(int from, double end, long sequence, Job job) {
    int hole = from;
    for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && isBefore(ends[child + 1], sequences[child + 1], child)) {
        child++;
      }
      if (isBefore(end, sequence, child)) {
        break;
      }
      put(hole, ends[child], sequences[child], jobs[child]);
      hole = child;
    }
    put(hole, end, sequence, job);
  }

  private boolean isBefore(double end, long sequence, int position) {
    double other = ends[position];
    return end < other || (end == other && sequence < sequences[position]);
  }

  private void put(int position, double end, long sequence, Job job) {
    ends[position] = end;
    sequences[position] = sequence;
    jobs[position] = job;
    job.running = position;
  }
}
