package org.endorm.engine.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Functions of the platform's C library, as far as it has them. */
final class CLibrary {
  private CLibrary() {}

  /** A function by its name; empty where this platform has none. */
  static Optional<MethodHandle> function(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(address -> linker.downcallHandle(address, signature));
  }

  /** The same of one whose numbers stand here as Linux has them; empty on other systems. */
  static Optional<MethodHandle> ofLinux(String name, FunctionDescriptor signature) {
    return System.getProperty("os.name").equals("Linux")
        ? function(name, signature)
        : Optional.empty();
  }
}
