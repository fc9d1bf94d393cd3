package io.lb4j.endpoint;

import io.lb4j.endpoint.InvalidSettingsException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
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
  private static final int MAX_BYTES = 16 << 20;
  private static final String BYTE_ORDER_MARK = "\ufeff";

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
    PollAnswer<URI> answer = PollAnswer.of(endpoints(text));
    // Even without endpoints: what was there before is then new when it comes back.
    accepted = text;
    settling = null;
    return answer;
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
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(
            file + " has more than " + MAX_BYTES + " bytes, which is as much as is read");
      }
      // Not by String's constructor, which would replace what is malformed.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (AccessDeniedException e) {
      throw new IOException("there is no permission to read " + file, e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8", e);
    }
  }
}
