package io.lb4j.zone;

import io.lb4j.endpoint.Names;
import java.util.List;

/** The first ones in the client's own order. */
record RendezvousPart(String clientId) implements PartOfEachPriority.Part {

  RendezvousPart {
    Names.require("client id", clientId);
  }

  @Override
  public List<String> choose(List<String> ids, int size) {
    return new HashOrder(clientId).first(ids, size);
  }
}
