package io.lb4j.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.testkit.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a browser sends: no exception, and only what was issued selects. */
final class AffinityTokenFuzzTest {

  private static final Set<String> IDS = Set.of("a", "b", "c", "10.0.0.1:80");

  /** Characters that mean something somewhere, and some that never should. */
  private static final String ALPHABET =
      "v1.=; \t\"-_+/%,\\0129AZaz\r\n\0\u00e9\u0661\u2028\ud800\udc00\uffff";

  @Test
  void fiftyThousandForgeriesSelectNothing() {
    forge(50_000);
  }

  @Tag("full")
  @Test
  void aMillionForgeriesSelectNothing() {
    forge(1_000_000);
  }

  private static void forge(int forgeries) {
    FakeTicker clock = new FakeTicker();
    byte[] key = key(1);
    byte[] previous = key(2);
    AffinityToken old = AffinityToken.builder("old", previous).clock(clock).build();
    AffinityToken token =
        AffinityToken.builder("new", key).alsoAccept("old", previous).clock(clock).build();
    List<String> genuine = new ArrayList<>();
    for (String id : IDS) {
      genuine.add(token.issue(id));
      genuine.add(old.issue(id));
    }
    SplittableRandom random = new SplittableRandom(20261121);

    for (int i = 0; i < forgeries; i++) {
      String forged = mutate(genuine, random);
      String id = token.resolve(forged, IDS);
      if (id != null && !genuine.contains(forged)) {
        throw new AssertionError("forgery " + i + " selected " + id + ": " + forged);
      }
      String header = "x=y; __Host-lb4j=" + forged;
      id = token.read(header, IDS).endpointId();
      if (id != null && genuine.stream().noneMatch(header::contains)) {
        throw new AssertionError("forgery " + i + " selected " + id + " as a cookie: " + header);
      }
    }
    // The loop would also pass if nothing ever selected.
    assertThat(genuine).allMatch(text -> token.resolve(text, IDS) != null);
  }

  private static byte[] key(int seed) {
    byte[] key = new byte[32];
    new Random(seed).nextBytes(key);
    return key;
  }

  private static String mutate(List<String> genuine, SplittableRandom random) {
    StringBuilder text = new StringBuilder(any(genuine, random));
    int steps = 1 + random.nextInt(3);
    for (int step = 0; step < steps; step++) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(7)) {
        case 0 -> text.insert(at, character(random));
        case 1 -> text.setLength(at);
        case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
        case 3 -> {
          if (at < text.length()) {
            text.setCharAt(at, character(random));
          }
        }
        case 4 -> {
          if (at < text.length()) {
            text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(7))));
          }
        }
        case 5 -> {
          String[] parts = text.toString().split("\\.", -1);
          String[] others = any(genuine, random).split("\\.", -1);
          int part = random.nextInt(Math.min(parts.length, others.length));
          parts[part] = others[part];
          text = new StringBuilder(String.join(".", parts));
        }
        default -> text.insert(at, String.valueOf(character(random)).repeat(random.nextInt(200)));
      }
    }
    return text.toString();
  }

  private static String any(List<String> texts, SplittableRandom random) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static char character(SplittableRandom random) {
    return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
  }
}
