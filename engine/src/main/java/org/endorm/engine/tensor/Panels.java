package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.endorm.engine.tensor.Tensors.address;
import static org.endorm.engine.tensor.Tensors.bytes;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How a weight of shape [out, in] lies for {@link TileKernel}: {@value TileKernel#COLUMNS} outputs
 * to a panel, which holds them input by input; outputs that only fill the last panel are zero.
 */
record Panels(RowSource rows, long out, long in) {
  private static final int COLUMNS = TileKernel.COLUMNS;

  /** Rows that are turned into columns at a time. */
  private static final int EIGHT = TileKernel.VECTOR;

  private static final int ROOM = 1 << 10;
  private static final Optional<KernelTable> TABLE = KernelTable.of(ROOM, List.of(PanelCode::turn));

  /** How many there are. */
  long count() {
    return Math.ceilDiv(out, COLUMNS);
  }

  /** Numbers of one. */
  long size() {
    return COLUMNS * in;
  }

  /** All of them, one after the other. */
  Tensor packed() {
    return TensorScope.tidy(
        () -> {
          Tensor packed = floats(count() * size());
          Tensor scratch = scratch();
          for (long panel = 0; panel < count(); panel++) {
            lay(panel, address(packed) + bytes(panel * size()), scratch);
          }
          return packed;
        });
  }

  /** Memory for one. */
  Tensor room() {
    return floats(size());
  }

  /** What {@link #lay} reads into. */
  Tensor scratch() {
    return floats(EIGHT * in);
  }

  private static Tensor floats(long numbers) {
    return torch.empty(new long[] {numbers}, new TensorOptions(ScalarType.Float), null);
  }

  /**
   * Reads one.
   *
   * @param to where it will lie
   * @param scratch of this thread's own
   */
  void lay(long panel, long to, Tensor scratch) {
    MemorySegment room = MappedPointer.floats(scratch);
    for (int column = 0; column < COLUMNS; column += EIGHT) {
      long first = panel * COLUMNS + column;
      int count = (int) Math.clamp(out - first, 0, EIGHT);
      if (count > 0) {
        rows.read(first, count, room.asSlice(0, bytes(count * in)));
      }
      room.asSlice(bytes(count * in)).fill((byte) 0);
      turn(room, to + bytes(column));
    }
  }

  /** Eight rows become columns of a panel. */
  private void turn(MemorySegment eight, long to) {
    long whole = in / EIGHT;
    if (whole > 0) {
      TABLE.orElseThrow().call(0, eight.address(), bytes(in), to, bytes(COLUMNS), whole, 0);
    }
    MemorySegment columns = MemorySegment.ofAddress(to).reinterpret(bytes(size()));
    for (long i = whole * EIGHT; i < in; i++) {
      for (int row = 0; row < EIGHT; row++) {
        float number = eight.getAtIndex(JAVA_FLOAT, row * in + i);
        columns.setAtIndex(JAVA_FLOAT, i * COLUMNS + row, number);
      }
    }
  }
}
