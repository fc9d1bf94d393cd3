package io.lb4j.endpoint;

import io.lb4j.endpoint.InvalidSettingsException.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads a file, and takes it for new once it has read the same twice. */
final class FilePoll implements Poll<URI> {

  private static final Duration SETTLING = Duration.ofMillis(100);
  private static final long MAX_BYTES = 16 << 20;

  private final Path file;
  private final FileFormat format;
  // Polls come one after the other.
  private @Nullable String accepted;
  private @Nullable String settling;

  FilePoll(Path file, FileFormat format) {
    this.file = file;
    this.format = format;
  }

  @Override
  public CompletionStage<PollAnswer<URI>> ask() throws IOException {
    return CompletableFuture.completedFuture(answer(text()));
  }

  private PollAnswer<URI> answer(String text) {
    if (text.equals(accepted)) {
      settling = null;
      return PollAnswer.unchanged();
    }
    // A first reading is better than nothing; should it be a part, the rest follows.
    if (accepted != null && !text.equals(settling)) {
      settling = text;
      return PollAnswer.<URI>unchanged().goodFor(SETTLING);
    }
    List<Endpoint<URI>> endpoints = endpoints(text);
    if (!endpoints.isEmpty()) {
      accepted = text;
      settling = null;
    }
    return PollAnswer.of(endpoints);
  }

  private List<Endpoint<URI>> endpoints(String text) {
    List<Problem> problems = new ArrayList<>();
    List<Endpoint<URI>> endpoints = EndpointEntries.read(format.read(text), problems);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException("the file", problems);
    }
    return endpoints;
  }

  private String text() throws IOException {
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw new IOException(
            file + " has " + bytes + " bytes; at most " + MAX_BYTES + " are read");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8", e);
    }
  }
}
