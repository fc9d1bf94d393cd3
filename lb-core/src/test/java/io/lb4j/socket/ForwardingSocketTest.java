package io.lb4j.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A method of the JDK's socket that is not forwarded would meet a socket that does not exist. */
final class ForwardingSocketTest {

  /** Streams are wrapped, and these say what they are. */
  private static final Set<String> DIFFERENT =
      Set.of("getInputStream", "getOutputStream", "toString");

  private static Stream<Method> methodsOfSockets() {
    return Arrays.stream(Socket.class.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }

  @Test
  void forwardsEveryMethodOfThisJdksSocket() {
    Set<String> forwarded = new TreeSet<>();
    for (Method method : ForwardingSocket.class.getDeclaredMethods()) {
      forwarded.add(signature(method));
    }
    assertThat(forwarded).containsAll(methodsOfSockets().map(method -> signature(method)).toList());
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }

  @Test
  void answersAsTheSocketThatItStandsFor() throws Exception {
    try (EchoServer server = EchoServer.start();
        Balancer<InetSocketAddress> balancer =
            Balancer.<InetSocketAddress>builder("db").endpoints(server.endpoint("a")).build();
        BalancedSocket socket =
            (BalancedSocket) BalancedSocketFactory.of(balancer).createSocket("db", 1)) {
      socket.setSoTimeout(1);
      socket.setKeepAlive(true);
      socket.shutdownOutput();

      List<String> asked = new ArrayList<>();
      for (Method method : methodsOfSockets().toList()) {
        if (method.getParameterCount() == 0
            && method.getReturnType() != void.class
            && !DIFFERENT.contains(method.getName())) {
          asked.add(method.getName());
          assertThat(method.invoke(socket))
              .as(method.getName())
              .isEqualTo(method.invoke(socket.socket()));
        }
      }
      assertThat(asked).contains("getPort", "getLocalPort", "isOutputShutdown", "supportedOptions");
    }
  }
}
