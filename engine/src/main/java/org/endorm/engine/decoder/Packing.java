package org.endorm.engine.decoder;

import java.util.List;

/**
 * The matrices of one layer, which are packed when they are first used and, where they are {@link
 * Residency#PASSING}, freed when nobody computes the layer any more.
 */
final class Packing {
  private final List<Matrix> matrices;
  private final Residency residency;
  private int users;

  Packing(List<Matrix> matrices, Residency residency) {
    this.matrices = List.copyOf(matrices);
    this.residency = residency;
  }

  /** Announces a user, until it closes. */
  Use use() {
    enter();
    return this::leave;
  }

  private synchronized void enter() {
    users++;
  }

  private synchronized void leave() {
    users--;
    if (users == 0 && residency == Residency.PASSING) {
      matrices.forEach(Matrix::unpack);
    }
  }

  /** A time during which packed matrices stay. */
  interface Use extends AutoCloseable {
    @Override
    void close();
  }
}
