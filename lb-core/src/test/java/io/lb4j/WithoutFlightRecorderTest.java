package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A Java without the module jdk.jfr, as a small image may be. */
final class WithoutFlightRecorderTest {

  /** Selects once, in a process of its own. */
  public static void main(String[] args) {
    VirtualFleet fleet = new VirtualFleet(1);
    fleet.balancer.update(VirtualFleet.endpoints(2));
    fleet.report("b", Outcome.success(), 1);
    fleet.pass(Duration.ofSeconds(1));
    System.out.print(
        ModuleLayer.boot().findModule("jdk.jfr").isPresent()
            ? "jdk.jfr is there"
            : "selected " + fleet.look("b").selections());
  }

  @Test
  void balancesAsEver() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules=java.naming,java.xml,jdk.unsupported",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutFlightRecorderTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).endsWith("selected 1");
  }
}
