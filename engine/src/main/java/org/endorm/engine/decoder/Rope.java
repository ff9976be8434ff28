package org.endorm.engine.decoder;

/** How positions enter the queries and keys of a layer. */
public sealed interface Rope {
  Rope NONE = new None();

  /** Not at all; the layer sees order only through its mask, or through position embeddings. */
  record None() implements Rope {}

  /** Which two coordinates turn together. */
  enum Pairing {
    /** i and i + dims/2. */
    HALVES,
    /** 2i and 2i + 1. */
    NEIGHBOURS
  }

  /**
   * Rotary embedding of the first {@code dims} coordinates of each head; the others pass.
   *
   * @param frequencies shape [dims/2], radians per position
   * @param longFrequencies the same for rows longer than {@code longFrom}; equal to {@code
   *     frequencies} where length makes no difference
   * @param longFrom the longest row, in tokens, that takes {@code frequencies}
   * @param scale factor on cosine and sine
   */
  record Rotary(
      Pairing pairing, float[] frequencies, float[] longFrequencies, int longFrom, double scale)
      implements Rope {
    public Rotary {
      if (frequencies.length == 0 || frequencies.length != longFrequencies.length) {
        throw new IllegalArgumentException("rotary embedding of no or differing dimensions");
      }
    }

    /** The usual case: the same frequencies at every length. */
    public static Rotary of(Pairing pairing, float[] frequencies, double scale) {
      return new Rotary(pairing, frequencies, frequencies, Integer.MAX_VALUE, scale);
    }

    public int dims() {
      return 2 * frequencies.length;
    }
  }
}
