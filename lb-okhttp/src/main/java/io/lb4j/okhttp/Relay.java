package io.lb4j.okhttp;

import okhttp3.Call;
import okhttp3.EventListener;
import org.jspecify.annotations.Nullable;

/**
 * Passes the caller's cancellation, or the end of the call's time, on to the attempt that runs in a
 * call of its own: up to the answer and, for whoever reads it, beyond.
 */
final class Relay extends EventListener {

  // Written by the thread that runs the caller's call.
  private volatile @Nullable OwnCall current;

  static Relay of(Call call) {
    Relay relay = new Relay();
    call.addEventListener(relay);
    return relay;
  }

  /** Follows another attempt from now on; a call that is cancelled already cancels it too. */
  void follow(Call call, OwnCall own) {
    current = own;
    if (call.isCanceled()) {
      own.call().cancel();
    }
  }

  @Override
  public void canceled(Call call) {
    OwnCall own = current;
    if (own != null) {
      own.attempt().ended(AttemptRules.isCallTimeout(Thread.currentThread()));
      own.call().cancel();
    }
  }
}
