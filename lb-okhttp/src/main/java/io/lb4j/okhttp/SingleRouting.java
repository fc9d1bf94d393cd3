package io.lb4j.okhttp;

import okhttp3.Request;

/** Every call goes to one service. */
record SingleRouting(Service service, Connections connections) implements CallRouting {

  @Override
  public Pool route(Request request) {
    return Pool.of(service);
  }

  @Override
  public boolean allows(Service service, Request request) {
    return this.service == service;
  }

  @Override
  public boolean balances(String host) {
    return false;
  }
}
