package io.lb4j.okhttp;

import io.lb4j.select.Candidates;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import org.jspecify.annotations.Nullable;

/** A user's policy with a bug. */
final class ThrowingPolicy implements SelectionPolicy {

  @Override
  public String name() {
    return "throwing";
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return (context, attempt) -> {
      throw new IllegalStateException("policy");
    };
  }
}
