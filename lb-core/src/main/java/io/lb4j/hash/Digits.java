package io.lb4j.hash;

/** Writes numbers into labels without making text of them: a ring has millions of labels. */
final class Digits {

  private Digits() {}

  /** Writes a number that is not negative, in decimal; returns where it ends. */
  static int append(byte[] label, int offset, int number) {
    int end = offset + 1;
    for (int rest = number / 10; rest > 0; rest /= 10) {
      end++;
    }
    int rest = number;
    for (int at = end - 1; at >= offset; at--) {
      label[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return end;
  }
}
