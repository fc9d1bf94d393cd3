package io.lb4j.endpoint;

import io.lb4j.time.TimeAndChance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * Endpoints in a file, which may be edited while calls go on. Immutable and thread-safe.
 *
 * <pre>{@code
 * endpoints.a.uri = http://10.0.1.10:8080
 * endpoints.b.uri = http://10.0.1.11:8080
 * endpoints.b.weight = 2
 * endpoints.b.zone = eu-1a
 * }</pre>
 *
 * <p>The file is read every second. That finds every change on every file system, also of the
 * symbolic links by which Kubernetes swaps a volume, and for a file of a few kilobytes costs less
 * than 0.1 ms; notifications of the file system would need the same as a fallback. A change counts
 * once the file has read the same twice, 100 ms apart, so that half of a file is not taken for all;
 * to be safe against writers that pause for longer, replace the file by a rename. What cannot be
 * read is a failure that names the line, and the last good set stays.
 */
public final class FileSource implements EndpointSource<URI> {

  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration STALE_AFTER = Duration.ofSeconds(10);

  private final Path file;
  private final FileFormat format;
  private final PollingSource<URI> polling;

  private FileSource(Path file, FileFormat format, Duration interval) {
    this.file = file;
    this.format = format;
    Duration staleAfter =
        interval.compareTo(DEFAULT_INTERVAL) > 0 ? interval.multipliedBy(10) : STALE_AFTER;
    this.polling =
        PollingSource.ofPoll(nameOf(file), interval, () -> new FilePoll(file, format))
            .withBackoff(interval, interval)
            .withStaleAfter(staleAfter);
  }

  /**
   * Reads a file in the format that its name ends with: {@code .properties}, and {@code .yaml},
   * {@code .yml} or {@code .json} with lb-yaml on the path.
   *
   * @param file need not exist yet
   * @return a source that reads the file every second
   * @throws IllegalArgumentException if no format of that ending is on the path
   */
  public static FileSource of(Path file) {
    return of(file, formatOf(file));
  }

  /**
   * Reads a file in a given format.
   *
   * @param file need not exist yet
   * @param format how it is read
   * @return a source that reads the file every second
   */
  public static FileSource of(Path file, FileFormat format) {
    return new FileSource(
        Objects.requireNonNull(file, "file"),
        Objects.requireNonNull(format, "format"),
        DEFAULT_INTERVAL);
  }

  /**
   * Sets how often the file is read.
   *
   * @param interval 1 s unless set
   * @return a changed copy
   * @throws IllegalArgumentException if the interval is shorter than 1 ms
   */
  public FileSource withInterval(Duration interval) {
    return new FileSource(file, format, interval);
  }

  @Override
  public String name() {
    return polling.name();
  }

  @Override
  public Duration staleAfter() {
    return polling.staleAfter();
  }

  @Override
  public Subscription subscribe(Receiver<? super URI> receiver, TimeAndChance timeAndChance) {
    return polling.subscribe(receiver, timeAndChance);
  }

  @Override
  public String toString() {
    return name();
  }

  /** Paths may be longer than names. */
  private static String nameOf(Path file) {
    String name = "file:" + Names.escape(file.toString());
    if (name.length() <= Names.MAX_LENGTH) {
      return name;
    }
    int end = Names.MAX_LENGTH - 1;
    return name.substring(0, Character.isLowSurrogate(name.charAt(end)) ? end - 1 : end) + "…";
  }

  private static FileFormat formatOf(Path file) {
    String name = file.toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    Set<String> known = new TreeSet<>();
    PropertiesFormat properties = new PropertiesFormat();
    if (properties.extensions().contains(extension)) {
      return properties;
    }
    known.addAll(properties.extensions());
    for (FileFormat format : ServiceLoader.load(FileFormat.class)) {
      if (format.extensions().contains(extension)) {
        return format;
      }
      known.addAll(format.extensions());
    }
    throw new IllegalArgumentException(
        "file %s is in none of the formats on the class path, %s; lb-yaml brings yaml and json"
            .formatted(Names.escape(name), known));
  }
}
