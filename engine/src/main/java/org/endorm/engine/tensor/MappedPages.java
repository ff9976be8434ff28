package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Pages of mapped files, which need not stay in this process's memory once they are read. */
public final class MappedPages {
  /** Linux's value in {@code sys/mman.h}. */
  private static final int MADV_DONTNEED = 4;

  private static final long PAGE = pageBytes();

  private static final Optional<MethodHandle> MADVISE =
      CLibrary.ofLinux("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private MappedPages() {}

  /** Whether pages leave memory when they are told to. */
  public static boolean canBeReleased() {
    return MADVISE.isPresent();
  }

  private static long pageBytes() {
    Optional<MethodHandle> function =
        CLibrary.ofLinux("getpagesize", FunctionDescriptor.of(JAVA_INT));
    try {
      return function.isEmpty() ? 1 : (int) function.get().invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot ask for the size of a page", e);
    }
  }

  /**
   * Lets go of the whole pages of a part of a mapped file; whoever reads it again finds it as it
   * was. Does nothing where the system has no such call.
   */
  public static void release(MemorySegment mapped) {
    long from = (mapped.address() + PAGE - 1) / PAGE * PAGE;
    long to = (mapped.address() + mapped.byteSize()) / PAGE * PAGE;
    if (!mapped.isMapped() || MADVISE.isEmpty() || to <= from) {
      return;
    }
    try {
      // Advice: if it is not taken, the pages stay, and nothing else changes.
      int ignored =
          (int) MADVISE.get().invokeExact(MemorySegment.ofAddress(from), to - from, MADV_DONTNEED);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot advise on mapped pages", e);
    }
  }
}
