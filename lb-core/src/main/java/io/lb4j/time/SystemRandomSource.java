package io.lb4j.time;

import java.util.concurrent.ThreadLocalRandom;

enum SystemRandomSource implements RandomSource {
  INSTANCE;

  @Override
  public long nextLong() {
    return ThreadLocalRandom.current().nextLong();
  }
}
