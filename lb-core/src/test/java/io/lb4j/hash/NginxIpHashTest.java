package io.lb4j.hash;

import static io.lb4j.hash.Placements.ones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NginxIpHashTest {

  /** The distribution that nginx's own test of ip_hash expects of 127.0.1.2 to 127.0.30.2. */
  @Test
  void distributesAsNginxsTest() {
    for (int size : new int[] {1, 2, 3}) {
      NginxIpHash placement = NginxIpHash.of(ones(size));
      int[] counts = new int[size];
      for (int i = 1; i <= 30; i++) {
        counts[placement.index("127.0." + i + ".2", 0)]++;
      }
      assertThat(counts).containsOnly(30 / size);
    }
  }

  /**
   * By hand: ((89·113 + 10) mod 6271 = 3796; (3796·113 + 1) mod 6271 = 2521; (2521·113 + 2) mod
   * 6271 = 2680.
   */
  @Test
  void hashesThreeOctets() {
    int hash = 89;
    for (int octet : new int[] {10, 1, 2}) {
      hash = (hash * 113 + octet) % 6271;
    }
    NginxIpHash placement = NginxIpHash.of(ones(6271));
    assertThat(placement.index("10.1.2.3", 0)).isEqualTo(hash).isEqualTo(2680);
    assertThat(placement.index("10.1.2.250", 0)).isEqualTo(hash);
  }

  @Test
  void hashesAllOctetsOfIpv6() throws UnknownHostException {
    Random random = new Random(20_260_101);
    NginxIpHash placement = NginxIpHash.of(ones(6271));
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      // Never an embedded IPv4 address, which the JDK would take out.
      bytes[0] = 0x20;
      for (int zero = random.nextInt(16); zero > 0; zero--) {
        bytes[1 + random.nextInt(15)] = 0;
      }
      int hash = 89;
      for (byte octet : bytes) {
        hash = (hash * 113 + (octet & 0xff)) % 6271;
      }
      String full = InetAddress.getByAddress(bytes).getHostAddress();
      assertThat(placement.index(full, 0)).as(full).isEqualTo(hash);
      String shortened = full.replaceFirst("(^|:)(0(:|$))+", "::");
      assertThat(placement.index(shortened, 0)).as(shortened).isEqualTo(hash);
      assertThat(placement.index(full + "%eth0", 0)).isEqualTo(hash);
    }
  }

  @Test
  void shortFormsMeanTheSameAddress() {
    NginxIpHash placement = NginxIpHash.of(ones(6271));
    String[][] same = {
      {"::", "0:0:0:0:0:0:0:0", "0:0::0.0.0.0"},
      {"::1", "0:0:0:0:0:0:0:1", "0::0:1"},
      {"1::", "1:0:0:0:0:0:0:0", "0001::"},
      {"::ffff:192.0.2.7", "::ffff:c000:207", "::FFFF:C000:0207"},
      {"2001:db8::8:800:200c:417a", "2001:db8:0:0:8:800:200C:417A"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"}
    };
    for (String[] forms : same) {
      for (String form : forms) {
        assertThat(placement.index(form, 0)).as(form).isEqualTo(placement.index(forms[0], 0));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        "1..2.3",
        "1234.1.1.1",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "1:2:3:4:5:6:7:8::",
        "::g",
        "[::1]",
        "1.2.3.4:80",
        "::1.2.3.4:5",
        "1:",
        ":1",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4:5:6:7:8:",
        "%eth0",
        "\u0661.2.3.4"
      })
  void refusesWhatIsNoAddress(String text) {
    NginxIpHash placement = NginxIpHash.of(ones(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> placement.index(text, 0))
        .withMessage("the text is neither an IPv4 nor an IPv6 address");
  }

  @Test
  void furtherAttemptsHashOnAndNeverRepeat() {
    NginxIpHash placement = NginxIpHash.of(new double[] {1, 3, 2, 1});
    for (int i = 0; i < 250; i++) {
      Set<Integer> seen = new HashSet<>();
      for (int attempt = 0; attempt < 5; attempt++) {
        int index = placement.index("10.1." + i + ".1", attempt);
        assertThat(index == -1 || seen.add(index)).isTrue();
      }
      assertThat(placement.index("10.1." + i + ".1", 4)).isEqualTo(-1);
      assertThat(seen.size()).isGreaterThanOrEqualTo(2);
    }
  }
}
