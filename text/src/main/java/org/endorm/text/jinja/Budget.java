package org.endorm.text.jinja;

import java.time.Duration;

/**
 * What one rendering may use: evaluation steps, characters allocated, nesting and time. Every loop
 * and every growing value is charged here, so that no template runs for ever or fills the memory.
 */
final class Budget {
  /** The price of one list item or dict entry, in characters. */
  static final int ITEM = 16;

  private static final long STEPS = 10_000_000;
  private static final long CHARACTERS = 256L << 20;
  private static final int SINGLE = 64 << 20;
  private static final int DEPTH = 500;
  private static final long NANOS = Duration.ofSeconds(10).toNanos();
  private static final int CLOCK_INTERVAL = 1 << 12;

  private final long start = System.nanoTime();
  private long steps;
  private long characters;
  private int depth;

  /** One evaluation step. */
  void step() {
    if (++steps > STEPS) {
      throw new Fault("more than " + STEPS + " evaluation steps");
    }
    if (steps % CLOCK_INTERVAL == 0) {
      checkTime();
    }
  }

  private void checkTime() {
    if (System.nanoTime() - start > NANOS) {
      throw new Fault("rendering takes longer than " + Duration.ofNanos(NANOS).toSeconds() + " s");
    }
  }

  /** A value of this many characters is about to be made. */
  void allocate(long size) {
    characters += Math.max(0, size);
    if (size > SINGLE || characters > CHARACTERS) {
      throw new Fault("the template builds more text than is allowed");
    }
    if (size > CLOCK_INTERVAL) {
      checkTime();
    }
  }

  /** Charges a text that was made. */
  Value.Text text(String value) {
    allocate(value.length());
    return Value.of(value);
  }

  void enter() {
    if (++depth > DEPTH) {
      throw new Fault("nested deeper than " + DEPTH + " levels");
    }
  }

  void leave() {
    depth--;
  }
}
