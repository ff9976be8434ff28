package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;

/** What the rows of a layer read by attention, told block by block. */
interface Reading extends AutoCloseable {
  /**
   * What some rows read.
   *
   * @param rows of the layer's input, shape [n, hidden]
   * @param from the number of the first of them
   * @return shape [n, heads · valueDim]
   */
  Tensor of(Tensor rows, int from);

  /** Frees what was kept for it. */
  @Override
  void close();

  /**
   * Of what was computed already.
   *
   * @param read of all rows, shape [all, heads · valueDim]; closed with the reading
   */
  static Reading done(Tensor read) {
    return new Reading() {
      @Override
      public Tensor of(Tensor rows, int from) {
        return read.narrow(0, from, rows.size(0));
      }

      @Override
      public void close() {
        read.close();
      }
    };
  }
}
