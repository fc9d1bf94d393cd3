package io.lb4j.okhttp;

/** Threads that make calls now: OkHttp names each after its call. */
final class CallThreads {

  private CallThreads() {}

  static long to(String host) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("OkHttp http://" + host + "/"))
        .count();
  }
}
