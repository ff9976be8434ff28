package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * An end of this process without the destructors of its native libraries, which take a quarter of a
 * second with libtorch, and must not run while it is still being loaded.
 */
public final class ProcessEnd {
  private ProcessEnd() {}

  /** Ends it, whatever else runs; where the system has no such call this returns. */
  public static void now(int code) {
    Optional<MethodHandle> exit = CLibrary.ofLinux("_exit", FunctionDescriptor.ofVoid(JAVA_INT));
    try {
      if (exit.isPresent()) {
        exit.get().invokeExact(code);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("cannot end this process", e);
    }
  }
}
