package io.lb4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Time, chance and threads come in through {@code io.lb4j.time}, where each has one default
 * implementation. One direct call elsewhere, and simulations can no longer replay a failure.
 */
final class TimeAndChanceTest {

  private static final String TIME = "io.lb4j.time";

  /** Regular expressions over {@code owner.member}; a constructor's member is {@code <init>}. */
  private static final Set<Pattern> SOURCES =
      Set.of(
          call(System.class, "nanoTime"),
          call(System.class, "currentTimeMillis"),
          call(Instant.class, "now"),
          call(Clock.class, "(system|tick)\\w*"),
          call(InstantSource.class, "system"),
          call(ThreadLocalRandom.class, "current"),
          call(Random.class, "<init>"),
          call(SplittableRandom.class, "<init>"),
          call(RandomGenerator.class, "(getDefault|of)"),
          call(Math.class, "random"),
          call(Thread.class, "(<init>|ofPlatform|ofVirtual|startVirtualThread)"),
          call(Thread.class, "sleep"),
          call(TimeUnit.class, "sleep"));

  @Test
  void areTouchedByOneClassOfTheTimePackage() {
    Map<String, Set<String>> callersBySource = callersBySource();

    assertThat(callersBySource.values())
        .as("callers of %s", callersBySource)
        .allSatisfy(
            callers ->
                assertThat(callers).hasSize(1).allMatch(name -> name.startsWith(TIME + ".")));
  }

  /** A rule that recognises nothing would always pass. */
  @Test
  void areRecognised() {
    assertThat(callersBySource()).containsKey("java.lang.System.nanoTime");
  }

  private static Map<String, Set<String>> callersBySource() {
    Map<String, Set<String>> callers = new TreeMap<>();
    for (JavaClass type : MainCode.classes()) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        String member = access.getTargetOwner().getFullName() + "." + access.getTarget().getName();
        for (Pattern source : SOURCES) {
          if (source.matcher(member).matches()) {
            callers.computeIfAbsent(member, any -> new TreeSet<>()).add(topLevel(type));
          }
        }
      }
    }
    return callers;
  }

  private static String topLevel(JavaClass type) {
    return type.getEnclosingClass().map(TimeAndChanceTest::topLevel).orElseGet(type::getFullName);
  }

  private static Pattern call(Class<?> owner, String member) {
    return Pattern.compile(Pattern.quote(owner.getName()) + "\\." + member);
  }
}
