package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.endorm.engine.tensor.X86Assembler.Width;

/** Memory of this process that holds machine code; it is never writable and executable at once. */
final class ExecutableMemory {
  // Linux's values in sys/mman.h.
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS = 32;
  private static final long MAP_FAILED = -1;

  private ExecutableMemory() {}

  /**
   * Writes functions and places them for as long as the process lives; empty where the system is
   * not Linux or refuses.
   *
   * @param width of their vectors
   * @param room bytes that they take at most
   */
  static Optional<MemorySegment[]> of(
      Width width, int room, List<Consumer<X86Assembler>> functions) {
    X86Assembler to = new X86Assembler(width, room);
    int[] entries = new int[functions.size()];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = to.here();
      functions.get(i).accept(to);
    }
    return of(to.code())
        .map(
            place -> Arrays.stream(entries).mapToObj(place::asSlice).toArray(MemorySegment[]::new));
  }

  private static Optional<MemorySegment> of(byte[] code) {
    Optional<MethodHandle> mmap =
        CLibrary.ofLinux(
            "mmap",
            FunctionDescriptor.of(
                JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    Optional<MethodHandle> mprotect =
        CLibrary.ofLinux(
            "mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    if (mmap.isEmpty() || mprotect.isEmpty()) {
      return Optional.empty();
    }
    try {
      long size = code.length;
      long place =
          (long)
              mmap.get()
                  .invokeExact(
                      MemorySegment.NULL,
                      size,
                      PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS,
                      -1,
                      0L);
      if (place == MAP_FAILED) {
        return Optional.empty();
      }
      MemorySegment memory = MemorySegment.ofAddress(place).reinterpret(size);
      memory.copyFrom(MemorySegment.ofArray(code));
      boolean allowed = (int) mprotect.get().invokeExact(place, size, PROT_READ | PROT_EXEC) == 0;
      return allowed ? Optional.of(memory) : Optional.empty();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot make memory executable", e);
    }
  }
}
