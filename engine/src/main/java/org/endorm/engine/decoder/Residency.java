package org.endorm.engine.decoder;

/** How long a weight stays packed; a matter of memory and speed, never of numbers. */
public enum Residency {
  /** From its first use on. */
  KEPT,
  /** While its layer is computed: memory is that of the stored weights and of a layer or two. */
  PASSING;

  /** Packed weights may take this share of the machine's memory. */
  private static final double SHARE = 0.4;

  /**
   * Kept where all packed weights fit well.
   *
   * @param packedBytes what they take together
   * @param machineBytes the machine's memory
   */
  public static Residency fitting(long packedBytes, long machineBytes) {
    return packedBytes <= SHARE * machineBytes ? KEPT : PASSING;
  }
}
