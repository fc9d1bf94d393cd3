package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An interrupt reaches the call that it is meant for, and nothing else. */
final class InterruptibleCallTest {

  private final InterruptibleCall call = new InterruptibleCall();

  @Test
  void anInterruptReachesACallThatIsAboutToBegin() {
    call.interrupt();
    assertThat(call.<Boolean>make(() -> Thread.currentThread().isInterrupted())).isTrue();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anInterruptDuringACallDoesNotOutliveIt() {
    assertThat(
            call.<Boolean>make(
                () -> {
                  call.interrupt();
                  return Thread.currentThread().isInterrupted();
                }))
        .isTrue();
    assertThat(Thread.interrupted()).isFalse();
  }
}
