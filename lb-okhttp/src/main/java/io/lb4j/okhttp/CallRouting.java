package io.lb4j.okhttp;

import java.io.IOException;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Decides which service of a client a call goes to. */
interface CallRouting {

  /**
   * Decides anew, once for each call.
   *
   * @return null if the call is none of ours
   * @throws UnroutedCallException if it is, and there is no route
   */
  @Nullable Pool route(Request request) throws IOException;

  /** Whether a request of a call that was sent to a service may go on there. */
  boolean allows(Service service, Request request);

  /** Whether URLs with this host are ours, whatever else they hold. */
  boolean balances(String host);

  /** Whose connections the client's pool holds; one for all services of the client. */
  Connections connections();
}
