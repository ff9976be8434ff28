package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.endorm.engine.tensor.Tensors.address;
import static org.endorm.engine.tensor.Tensors.bytes;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.X86Assembler.Width;

/**
 * How a weight of shape [out, in] lies for a {@link TileKernel}: {@link TileKernel#COLUMNS} outputs
 * to a panel, which holds their cells one after the other: all the first, all the second, and so
 * on; outputs that only fill the last panel are zero.
 */
record Panels(TileFormat format, RowSource rows, long out, long in) {
  private static final int COLUMNS = TileKernel.COLUMNS;

  /** Rows that are turned into columns at a time. */
  private static final int EIGHT = Width.EIGHTS.numbers();

  private static final int ROOM = 1 << 10;
  private static final Optional<KernelTable> TABLE =
      KernelTable.of(Width.EIGHTS, ROOM, List.of(PanelCode::turn));

  /** How many there are. */
  long count() {
    return Math.ceilDiv(out, COLUMNS);
  }

  /** Cells of one. */
  long size() {
    return size(format, in);
  }

  static long size(TileFormat format, long in) {
    return COLUMNS * format.cells(in);
  }

  /** All of them, one after the other. */
  Tensor packed() {
    return TensorScope.tidy(
        () -> {
          Tensor packed = cells(count() * size());
          Tensor scratch = scratch();
          for (long panel = 0; panel < count(); panel++) {
            lay(panel, address(packed) + bytes(panel * size()), scratch);
          }
          return packed;
        });
  }

  /** Memory for one. */
  Tensor room() {
    return cells(size());
  }

  /** What {@link #lay} reads into, and behind it rounds. */
  Tensor scratch() {
    long rounded = format == TileFormat.FLOAT32 ? 0 : format.cells(in);
    return cells(EIGHT * (format.filled(in) + rounded));
  }

  private static Tensor cells(long count) {
    return torch.empty(new long[] {count}, new TensorOptions(ScalarType.Float), null);
  }

  /**
   * Reads one.
   *
   * @param to where it will lie
   * @param scratch of this thread's own
   */
  void lay(long panel, long to, Tensor scratch) {
    long filled = format.filled(in);
    MemorySegment numbers = MappedPointer.floats(scratch).asSlice(0, bytes(EIGHT * filled));
    long behind = numbers.address() + numbers.byteSize();
    for (int column = 0; column < COLUMNS; column += EIGHT) {
      long first = panel * COLUMNS + column;
      read(first, (int) Math.clamp(out - first, 0, EIGHT), numbers);
      long cells = CellRows.ofWeight(format, numbers.address(), EIGHT, in, behind);
      turn(cells, to + bytes(column));
    }
  }

  /** Some rows, and zeros behind each and behind all. */
  private void read(long first, int count, MemorySegment target) {
    long filled = format.filled(in);
    if (filled == in && count > 0) {
      rows.read(first, count, target.asSlice(0, bytes(count * in)));
    } else {
      for (int row = 0; row < count; row++) {
        rows.read(first + row, 1, target.asSlice(bytes(row * filled), bytes(in)));
        target.asSlice(bytes(row * filled + in), bytes(filled - in)).fill((byte) 0);
      }
    }
    target.asSlice(bytes(count * filled)).fill((byte) 0);
  }

  /** Eight rows of cells become columns of a panel. */
  private void turn(long eight, long to) {
    long cells = format.cells(in);
    long whole = cells / EIGHT;
    if (whole > 0) {
      TABLE.orElseThrow().call(0, eight, bytes(cells), to, bytes(COLUMNS), whole, 0);
    }
    MemorySegment rows = MemorySegment.ofAddress(eight).reinterpret(bytes(EIGHT * cells));
    MemorySegment columns = MemorySegment.ofAddress(to).reinterpret(bytes(size()));
    for (long i = whole * EIGHT; i < cells; i++) {
      for (int row = 0; row < EIGHT; row++) {
        int cell = rows.getAtIndex(JAVA_INT, row * cells + i);
        columns.setAtIndex(JAVA_INT, i * COLUMNS + row, cell);
      }
    }
  }
}
