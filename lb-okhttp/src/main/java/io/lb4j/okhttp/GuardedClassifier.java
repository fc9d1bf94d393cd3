package io.lb4j.okhttp;

import io.lb4j.request.Outcome;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A user's classifier whose mistakes leave the default in place. */
final class GuardedClassifier implements OutcomeClassifier {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeClassifier.class);

  private final OutcomeClassifier classifier;
  private final AtomicBoolean warned = new AtomicBoolean();

  private GuardedClassifier(OutcomeClassifier classifier) {
    this.classifier = classifier;
  }

  static OutcomeClassifier of(OutcomeClassifier classifier) {
    return classifier == DEFAULT ? classifier : new GuardedClassifier(classifier);
  }

  @Override
  public Outcome ofResponse(Response response, Outcome byDefault) {
    return guarded(() -> classifier.ofResponse(response, byDefault), byDefault);
  }

  @Override
  public Outcome ofFailure(Request request, IOException failure, Outcome byDefault) {
    return guarded(() -> classifier.ofFailure(request, failure, byDefault), byDefault);
  }

  private Outcome guarded(Supplier<@Nullable Outcome> judgement, Outcome byDefault) {
    Throwable mistake;
    try {
      Outcome outcome = judgement.get();
      if (outcome != null) {
        return outcome;
      }
      mistake = new NullPointerException("the classifier returned null");
    } catch (RuntimeException | LinkageError e) {
      mistake = e;
    }
    if (warned.compareAndSet(false, true)) {
      LOG.warn("a classifier threw, so the default judges; further errors are not logged", mistake);
    }
    return byDefault;
  }
}
