package io.lb4j.hash;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The one hash of affinity keys: XXH64 with seed 0 over UTF-8 bytes, as Envoy and gRPC use it, so
 * that every instance of every service agrees on where a key belongs.
 *
 * <p>Thread-safe. Hashing text allocates its bytes; hash once per request, not once per attempt.
 * XXH64 is not a keyed hash: who chooses keys can choose where they land.
 */
public final class KeyHash {

  private static final Hasher64 XXH64 = Hashing.xxh64();

  private KeyHash() {}

  /**
   * Hashes text.
   *
   * @param text any text; unpaired surrogates hash as {@code ?}
   * @return the unsigned 64-bit hash
   */
  public static long xxh64(CharSequence text) {
    return xxh64(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Hashes bytes.
   *
   * @param bytes any bytes
   * @return the unsigned 64-bit hash
   */
  public static long xxh64(byte[] bytes) {
    return XXH64.hashBytesToLong(bytes);
  }
}
