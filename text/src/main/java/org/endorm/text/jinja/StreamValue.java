package org.endorm.text.jinja;

import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Python's generator: values that come once; nothing is computed, or found wrong, until one is
 * asked for.
 */
final class StreamValue implements Value {
  private final Supplier<Iterator<Value>> source;
  private @Nullable Iterator<Value> started;

  StreamValue(Supplier<Iterator<Value>> source) {
    this.source = source;
  }

  Iterator<Value> items() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return start().hasNext();
      }

      @Override
      public Value next() {
        return start().next();
      }
    };
  }

  private Iterator<Value> start() {
    if (started == null) {
      started = source.get();
    }
    return started;
  }
}
