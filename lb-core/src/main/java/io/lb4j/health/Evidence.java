package io.lb4j.health;

/** How much the reports on an endpoint prove. */
public enum Evidence {
  /** Not enough. */
  NONE,
  /** It is overloaded and says so: alive, but better left alone, as long as only a share is. */
  OVERLOAD,
  /** It fails often; other explanations are possible, so only a share of the endpoints may go. */
  STATISTICAL,
  /** It cannot even be connected to: any number of endpoints may go but the last. */
  HARD
}
