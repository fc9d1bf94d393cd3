package io.lb4j.benchmarks.floor;

import io.lb4j.hash.KeyHash;

/**
 * What a request is placed by.
 *
 * @param text for the rules that hash texts in ways of their own
 * @param hash XXH64 of the text
 */
public record FloorKey(String text, long hash) {

  /** Hashes a text. */
  public static FloorKey of(String text) {
    return new FloorKey(text, KeyHash.xxh64(text));
  }
}
