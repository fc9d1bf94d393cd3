package io.lb4j.examples.demo;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;

/** What the page asks for: a JSON object whose {@code order} names one of these. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Order.Afflict.class, name = "afflict"),
  @JsonSubTypes.Type(value = Order.Drain.class, name = "drain"),
  @JsonSubTypes.Type(value = Order.Add.class, name = "add"),
  @JsonSubTypes.Type(value = Order.Choose.class, name = "choose"),
  @JsonSubTypes.Type(value = Order.SetLoad.class, name = "load"),
  @JsonSubTypes.Type(value = Order.Recover.class, name = "recover")
})
sealed interface Order {

  /**
   * Does it.
   *
   * @throws IllegalArgumentException if it cannot be done; the message says why
   */
  void give(Stage stage) throws IOException;

  /** Changes what ails a server. */
  record Afflict(String server, Condition condition) implements Order {
    @Override
    public void give(Stage stage) throws IOException {
      stage.afflict(server, condition);
    }
  }

  /** Takes a server out of traffic, or back. */
  record Drain(String server, boolean drained) implements Order {
    @Override
    public void give(Stage stage) {
      stage.drain(server, drained);
    }
  }

  /** Starts one more server. */
  record Add() implements Order {
    @Override
    public void give(Stage stage) throws IOException {
      stage.addServer();
    }
  }

  /** Changes a side's policy. */
  record Choose(SideName side, PolicyChoice policy) implements Order {
    @Override
    public void give(Stage stage) {
      stage.choose(side, policy);
    }
  }

  /** Changes the traffic. */
  record SetLoad(int callsPerSecond) implements Order {
    @Override
    public void give(Stage stage) {
      stage.load(callsPerSecond);
    }
  }

  /** Ends all trouble. */
  record Recover() implements Order {
    @Override
    public void give(Stage stage) throws IOException {
      stage.recover();
    }
  }
}
