package io.lb4j.config;

import io.lb4j.zone.ClientSubsetting;
import java.util.Optional;
import java.util.stream.Stream;

/** Which part of the endpoints the client uses. */
final class ClientSubsets {

  private static final Key SIZE = Key.CLIENT_SUBSETTING_SIZE;
  private static final Key CLIENT_ID = Key.CLIENT_SUBSETTING_CLIENT_ID;
  private static final Key ORDINAL = Key.CLIENT_SUBSETTING_ORDINAL;
  private static final Key CLIENTS = Key.CLIENT_SUBSETTING_CLIENTS;
  private static final Key FLEET = Key.CLIENT_SUBSETTING_FLEET;

  private ClientSubsets() {}

  static Optional<ClientSubsetting> of(Values values) {
    values.requireBeside(SIZE, CLIENT_ID, ORDINAL);
    values.requireBeside(ORDINAL, CLIENTS, FLEET);
    Optional<Key> way = values.exclusive(CLIENT_ID, ORDINAL);
    if (way.isEmpty()) {
      values.incomplete(
          SIZE,
          "needs client-subsetting.client-id, or client-subsetting.ordinal, clients and fleet");
      return Optional.empty();
    }
    return way.get() == CLIENT_ID ? rendezvous(values) : deterministic(values);
  }

  private static Optional<ClientSubsetting> rendezvous(Values values) {
    return values
        .find(CLIENT_ID, id -> id)
        .flatMap(
            id -> values.find(SIZE, size -> ClientSubsetting.rendezvous(id, Units.whole(size))));
  }

  private static Optional<ClientSubsetting> deterministic(Values values) {
    Stream.of(CLIENTS, FLEET)
        .filter(key -> !values.has(key))
        .forEach(key -> values.incomplete(ORDINAL, "needs " + key.text()));
    Optional<Integer> ordinal = values.find(ORDINAL, Units::whole);
    Optional<Integer> clients = values.find(CLIENTS, Units::whole);
    Optional<String> fleet = values.find(FLEET, name -> name);
    if (ordinal.isEmpty() || clients.isEmpty() || fleet.isEmpty()) {
      return Optional.empty();
    }
    return values.find(
        SIZE,
        size ->
            ClientSubsetting.deterministic(
                fleet.get(), ordinal.get(), clients.get(), Units.whole(size)));
  }
}
