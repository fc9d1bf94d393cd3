package io.lb4j.invoke;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Pairs of tasks that come at once; what they do is neither atomic nor volatile. */
final class TurnRaces {

  private TurnRaces() {}

  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both ran, one after the other.")
  @State
  public static class TwoTasks {
    private final Turns turns = new Turns();
    private int ran;

    @Actor
    public void one() {
      turns.take(() -> ran++);
    }

    @Actor
    public void other() {
      turns.take(() -> ran++);
    }

    @Arbiter
    public void count(I_Result r) {
      turns.take(() -> r.r1 = ran);
    }
  }

  @JCStressTest
  @Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "None is lost, nor the one it causes.")
  @State
  public static class TaskThatCausesAnother {
    private final Turns turns = new Turns();
    private int ran;

    @Actor
    public void causing() {
      turns.take(
          () -> {
            ran++;
            turns.take(() -> ran++);
          });
    }

    @Actor
    public void other() {
      turns.take(() -> ran++);
    }

    @Arbiter
    public void count(I_Result r) {
      turns.take(() -> r.r1 = ran);
    }
  }
}
