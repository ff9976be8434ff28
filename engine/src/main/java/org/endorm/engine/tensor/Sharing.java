package org.endorm.engine.tensor;

import java.util.function.IntConsumer;

/** Has parts of one piece of work done on as many cores as there are, and returns when all are. */
@FunctionalInterface
public interface Sharing {
  /** On the calling thread alone. */
  Sharing ALONE =
      (count, part) -> {
        for (int i = 0; i < count; i++) {
          part.accept(i);
        }
      };

  /**
   * @param count how many parts there are
   * @param part does one, given its number
   */
  void each(int count, IntConsumer part);
}
