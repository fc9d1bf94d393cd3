package io.lb4j.okhttp;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body like a stream's: once it was read it is gone. */
final class OneShotBody extends RequestBody {

  private final String text;
  private boolean written;

  OneShotBody(String text) {
    this.text = text;
  }

  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    if (written) {
      throw new AssertionError("written twice");
    }
    written = true;
    sink.writeUtf8(text);
  }
}
