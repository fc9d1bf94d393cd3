package io.lb4j.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import net.openhft.hashing.LongHashFunction;
import org.junit.jupiter.api.Test;

/** The values are part of the contract: other languages compute them too. */
final class FlowHashTest {

  private static InetSocketAddress at(String address, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  private static long xxh64(String hex) {
    return LongHashFunction.xx().hashBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void aFlowOverIpv4() throws UnknownHostException {
    long hash = FlowHash.of(at("192.0.2.7", 40_000), at("198.51.100.1", 53), FlowHash.UDP);

    assertThat(hash)
        .isEqualTo(0x16c18391a27832e1L)
        .isEqualTo(
            xxh64(
                "00000000000000000000ffff c0000207"
                    + "00000000000000000000ffff c6336401"
                    + "9c40 0035 11"));
  }

  @Test
  void aFlowOverIpv6() throws UnknownHostException {
    long hash = FlowHash.of(at("2001:db8::7", 65_535), at("2001:db8::1", 443), FlowHash.TCP);

    assertThat(hash)
        .isEqualTo(0xe1f8e03b06ff36ccL)
        .isEqualTo(
            xxh64(
                "20010db8000000000000000000000007"
                    + "20010db8000000000000000000000001"
                    + "ffff 01bb 06"));
  }

  @Test
  void theSourceAlone() throws UnknownHostException {
    assertThat(FlowHash.ofSource(InetAddress.getByName("192.0.2.7")))
        .isEqualTo(0x750363e68386a2efL);
    assertThat(FlowHash.ofSource(InetAddress.getByName("2001:db8::7")))
        .isEqualTo(0x77b20ee2299658c6L);
  }

  @Test
  void anIpv4AddressInIpv6DressIsTheSame() throws UnknownHostException {
    InetAddress plain = InetAddress.getByName("192.0.2.7");
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000207");
    InetAddress dressed = Inet6Address.getByAddress("client", mapped, -1);
    assertThat(dressed).isInstanceOf(Inet6Address.class);

    assertThat(FlowHash.ofSource(dressed)).isEqualTo(FlowHash.ofSource(plain));
    assertThat(FlowHash.of(new InetSocketAddress(dressed, 1), at("2001:db8::1", 2), FlowHash.TCP))
        .isEqualTo(FlowHash.of(new InetSocketAddress(plain, 1), at("2001:db8::1", 2), 6));
  }

  @Test
  void eachPartCountsAndSoDoesTheDirection() throws UnknownHostException {
    InetSocketAddress a = at("192.0.2.1", 1);
    InetSocketAddress b = at("192.0.2.2", 2);

    Set<Long> hashes = new HashSet<>();
    hashes.add(FlowHash.of(a, b, 6));
    hashes.add(FlowHash.of(b, a, 6));
    hashes.add(FlowHash.of(a, b, 17));
    hashes.add(FlowHash.of(at("192.0.2.1", 2), b, 6));
    hashes.add(FlowHash.of(a, at("192.0.2.2", 1), 6));
    hashes.add(FlowHash.of(at("192.0.2.3", 1), b, 6));
    hashes.add(FlowHash.of(a, at("192.0.2.3", 2), 6));
    assertThat(hashes).hasSize(7);
  }

  @Test
  void whatIsNoFlowIsRefused() throws UnknownHostException {
    InetSocketAddress a = at("192.0.2.1", 1);
    InetSocketAddress name = InetSocketAddress.createUnresolved("db", 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlowHash.of(a, name, FlowHash.TCP))
        .withMessageContaining("db")
        .withMessageContaining("unresolved");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlowHash.of(a, a, 256))
        .withMessageContaining("256");
  }
}
