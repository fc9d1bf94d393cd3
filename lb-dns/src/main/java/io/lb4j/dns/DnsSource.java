package io.lb4j.dns;

import io.lb4j.endpoint.EndpointSource;
import io.lb4j.endpoint.Names;
import io.lb4j.endpoint.Poll;
import io.lb4j.endpoint.PollingSource;
import io.lb4j.time.Durations;
import io.lb4j.time.TimeAndChance;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;

/**
 * Endpoints from A and AAAA records, or from SRV records and the addresses of their targets.
 *
 * <p>A name is asked for again when its TTL is over, or up to a tenth earlier, within a floor of 1
 * s and a ceiling of 60 s unless set; of several records, and aliases on the way, the smallest TTL
 * counts. Failures, and that a name does not exist or has no addresses, leave the last good set in
 * use and are tried again after 1 s to 30 s; a set counts as stale after two ceilings.
 *
 * <p>An endpoint's id is its address and port, so the same server stays the same endpoint whatever
 * the order of answers. With SRV records the priority is the endpoint's, and the weight is shared
 * by a target's addresses, which makes fractions that integer-only hash policies refuse. Weight 0
 * means no traffic while others of the priority have a weight; where all are 0 they count alike.
 * The target {@code .} says that there is no service, and empties the balancer.
 *
 * <p>DNS knows neither zones nor regions; {@link NetworkPlaces} tells them by address, and {@link
 * #map} adds whatever else is known.
 *
 * <p>Names are absolute; search lists and the hosts file are not used, nor are the JVM's resolver
 * and its cache. Waiting for answers takes no thread. Immutable and thread-safe.
 */
public final class DnsSource implements EndpointSource<URI> {

  private static final Duration DEFAULT_FLOOR = Duration.ofSeconds(1);
  private static final Duration DEFAULT_CEILING = Duration.ofSeconds(60);
  private static final Duration DEFAULT_QUERY_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration SHORTEST_TIME_LIMIT = Duration.ofSeconds(15);
  // For services, IPv4 and IPv6; more of them only where names do not come along.
  private static final int QUESTIONS = 3;
  private static final int SERVICE = 0;

  private final Name name;
  private final int port;
  private final Options options;

  /** What a source may be told beside the name. */
  private record Options(
      String scheme,
      AddressFamily family,
      TtlBounds ttl,
      Duration staleAfter,
      Duration queryTimeout,
      List<InetSocketAddress> servers,
      @Nullable NameServers given) {}

  private DnsSource(Name name, int port, Options options) {
    this.name = name;
    this.port = port;
    this.options = options;
  }

  /**
   * Takes every address of a host.
   *
   * @param host an absolute name: {@code orders.internal}
   * @param port the port of every endpoint, 1 to 65535
   * @return a source of endpoints like {@code http://10.0.1.10:8080}
   * @throws IllegalArgumentException if the name or the port is not valid
   */
  public static DnsSource addresses(String host, int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; it must be 1 to 65535");
    }
    return new DnsSource(absolute(host), port, defaults());
  }

  /**
   * Takes every address of every target of a service.
   *
   * @param service an absolute name: {@code _http._tcp.orders.internal}
   * @return a source of endpoints like {@code http://10.0.1.10:8080}
   * @throws IllegalArgumentException if the name is not valid
   */
  public static DnsSource services(String service) {
    return new DnsSource(absolute(service), SERVICE, defaults());
  }

  private static Options defaults() {
    return new Options(
        "http",
        AddressFamily.IPV4_OR_IPV6,
        new TtlBounds(DEFAULT_FLOOR, DEFAULT_CEILING),
        DEFAULT_CEILING.multipliedBy(2),
        DEFAULT_QUERY_TIMEOUT,
        List.of(),
        null);
  }

  /**
   * Sets the scheme of the endpoints' URIs.
   *
   * @param scheme {@code http} unless set
   * @return a changed copy
   */
  public DnsSource withScheme(String scheme) {
    URI.create(scheme + "://host:1");
    return with(
        new Options(
            scheme,
            options.family,
            options.ttl,
            options.staleAfter,
            options.queryTimeout,
            options.servers,
            options.given));
  }

  /**
   * Sets which addresses become endpoints.
   *
   * @param family {@link AddressFamily#IPV4_OR_IPV6} unless set
   * @return a changed copy
   */
  public DnsSource withFamily(AddressFamily family) {
    return with(
        new Options(
            options.scheme,
            Objects.requireNonNull(family, "family"),
            options.ttl,
            options.staleAfter,
            options.queryTimeout,
            options.servers,
            options.given));
  }

  /**
   * Bounds how long answers are good for. Also sets the time after which a set counts as stale, to
   * two ceilings.
   *
   * @param floor 1 s unless set
   * @param ceiling 60 s unless set
   * @return a changed copy
   * @throws IllegalArgumentException if one is not positive, or the ceiling is below the floor
   */
  public DnsSource withTtlBounds(Duration floor, Duration ceiling) {
    return with(
        new Options(
            options.scheme,
            options.family,
            new TtlBounds(floor, ceiling),
            ceiling.multipliedBy(2),
            options.queryTimeout,
            options.servers,
            options.given));
  }

  /**
   * Sets after what time without a good answer the set counts as stale.
   *
   * @param staleAfter longer than the ceiling of TTLs
   * @return a changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public DnsSource withStaleAfter(Duration staleAfter) {
    return with(
        new Options(
            options.scheme,
            options.family,
            options.ttl,
            Durations.requirePositive("staleAfter", staleAfter),
            options.queryTimeout,
            options.servers,
            options.given));
  }

  /**
   * Sets which name servers are asked, in their order: each question goes to the first, and to the
   * next when that one fails or does not answer.
   *
   * @param queryTimeout how long to wait for one server, 2 s unless set
   * @param servers those of the operating system, unless set; dnsjava reads them once
   * @return a changed copy
   * @throws IllegalArgumentException if the time-out is not positive, or the address of a server is
   *     a name that is not resolved
   */
  public DnsSource withServers(Duration queryTimeout, InetSocketAddress... servers) {
    for (InetSocketAddress server : servers) {
      if (server.isUnresolved()) {
        throw new IllegalArgumentException(
            "name server " + server + " is not resolved; give its IP address");
      }
    }
    return with(
        new Options(
            options.scheme,
            options.family,
            options.ttl,
            options.staleAfter,
            Durations.requirePositive("queryTimeout", queryTimeout),
            List.of(servers),
            options.given));
  }

  /** Lets tests answer in virtual time. */
  DnsSource askedOf(NameServers given) {
    return with(
        new Options(
            options.scheme,
            options.family,
            options.ttl,
            options.staleAfter,
            options.queryTimeout,
            options.servers,
            given));
  }

  private DnsSource with(Options changed) {
    return new DnsSource(name, port, changed);
  }

  @Override
  public String name() {
    return (port == SERVICE ? "srv:" : "dns:")
        + name.toString(true)
        + (port == SERVICE ? "" : ":" + port);
  }

  @Override
  public Duration staleAfter() {
    return options.staleAfter;
  }

  @Override
  public Subscription subscribe(Receiver<? super URI> receiver, TimeAndChance timeAndChance) {
    NameServers servers = nameServers();
    Poll<URI> poll = poll(servers);
    Supplier<Poll<URI>> once = () -> poll;
    return PollingSource.ofPoll(name(), options.ttl.ceiling(), once)
        .withTimeLimit(timeLimit(servers.servers().size()))
        .subscribe(receiver, timeAndChance);
  }

  /** Long enough for the last server to be asked if none before it answers. */
  private Duration timeLimit(int servers) {
    Duration all = options.queryTimeout.multipliedBy((long) QUESTIONS * servers);
    return all.compareTo(SHORTEST_TIME_LIMIT) > 0 ? all : SHORTEST_TIME_LIMIT;
  }

  Poll<URI> poll() {
    return poll(nameServers());
  }

  private Poll<URI> poll(NameServers servers) {
    RecordLookup records = new RecordLookup(servers);
    AddressLookup addresses = new AddressLookup(records, options.family);
    return port == SERVICE
        ? new ServicePoll(records, addresses, name, options.scheme, options.ttl)
        : new AddressPoll(addresses, name, options.scheme, port, options.ttl);
  }

  private NameServers nameServers() {
    if (options.given != null) {
      return options.given;
    }
    List<InetSocketAddress> servers =
        options.servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : options.servers;
    return new NameServers(servers.stream().map(this::server).toList());
  }

  private NameServers.Server server(InetSocketAddress address) {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTimeout(options.queryTimeout);
    return new NameServers.Server(
        address.getAddress().getHostAddress() + ":" + address.getPort(), resolver);
  }

  private static Name absolute(String text) {
    try {
      Name name = Name.fromString(text, Name.root);
      if (name.equals(Name.root)) {
        throw new IllegalArgumentException("the name is empty; write it as orders.internal");
      }
      return name;
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "\"%s\" is no name of DNS: %s".formatted(Names.escape(text), e.getMessage()), e);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
