package io.lb4j.simulator.server;

import io.lb4j.simulator.engine.Event;
import org.jspecify.annotations.Nullable;

/**
 * What a server works on. Whoever sent it hears once how it ended, unless it was abandoned before.
 * After that the object may be sent again.
 */
public abstract class Job extends Event {

  private static final int NOWHERE = -1;

  /** Processor time it needs. This and what follows is written by the server. */
  double demandNanos;

  /** How many jobs the server had when it came. */
  int jobsOnArrival;

  long arrivedAtNanos;

  /** Whether it will end in an error when its work is done. */
  boolean doomed;

  /** Who will give the answer that this event is about; null if it is about something else. */
  @Nullable Server answerFrom;

  Answer answer = Answer.DONE;

  /** Where the station holds it while it is worked on. */
  int running = NOWHERE;

  /** Neighbours while it waits in line. */
  boolean waiting;

  @Nullable Job ahead;
  @Nullable Job behind;

  /** Makes a job that is nowhere yet. */
  protected Job() {}

  /**
   * Hears how it ended. Called at the server, at that moment; the way back is the sender's matter.
   *
   * @param server who answers
   * @param answer how it ended
   */
  protected abstract void answered(Server server, Answer answer);

  /**
   * The sender's own use of this event, while the job is not at a server: the way there or back.
   */
  protected abstract void travelled();

  @Override
  protected final void happen() {
    Server server = answerFrom;
    if (server == null) {
      travelled();
    } else {
      answerFrom = null;
      answered(server, answer);
    }
  }

  final boolean isRunning() {
    return running != NOWHERE;
  }

  final void stopRunning() {
    running = NOWHERE;
  }
}
