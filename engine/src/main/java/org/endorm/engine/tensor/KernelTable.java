package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.endorm.engine.tensor.X86Assembler.Width;

/** Functions in machine code that take up to six whole numbers, told apart by their index. */
final class KernelTable {
  private final MemorySegment[] entries;

  private KernelTable(MemorySegment[] entries) {
    this.entries = entries;
  }

  /**
   * Writes and places functions; empty where this processor lacks such vectors or the system
   * refuses.
   *
   * @param room bytes that they take at most
   */
  static Optional<KernelTable> of(Width width, int room, List<Consumer<X86Assembler>> functions) {
    return Processor.fuses(width)
        ? ExecutableMemory.of(width, room, functions).map(KernelTable::new)
        : Optional.empty();
  }

  /** Calls one; whatever it reads or writes by these addresses is not checked. */
  void call(int index, long a, long b, long c, long d, long e, long f) {
    try {
      Native.CALL.invokeExact(entries[index], a, b, c, d, e, f);
    } catch (Throwable failure) {
      throw new IllegalStateException("a kernel of this process failed", failure);
    }
  }

  /** How any of them is called. */
  private static final class Native {
    private static final MethodHandle CALL =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.ofVoid(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }
}
