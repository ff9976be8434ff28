package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;

/**
 * The one door through which libtorch is loaded and each thread made ready for it.
 *
 * <p>Work is parallel over sequences: every worker thread computes with one thread of libtorch, and
 * OpenBLAS, which keeps threads of its own, is held to one. The setting must stand in the
 * environment before OpenBLAS is loaded.
 *
 * <p>Nothing of JavaCPP may be touched before {@link #ready}: it loads a library under a lock, the
 * library initialises its classes, and these load it under the same lock, so of two threads that
 * come from both ends each waits for the other.
 *
 * <p>A process that ends meanwhile waits until they are loaded: libtorch is taken apart as it ends,
 * and aborts it, with another exit code, where one thread does that while another puts it together.
 */
public final class Libtorch {
  private static final String OPENBLAS_THREADS = "OPENBLAS_NUM_THREADS";

  /** Parameters' numbers in glibc's {@code malloc.h}. */
  private static final int M_TRIM_THRESHOLD = -1;

  private static final int M_MMAP_THRESHOLD = -3;

  /** Larger than what a block of rows needs, smaller than what a pack does. */
  private static final int LARGE_BLOCK = 2 << 20;

  /** As much as all that a layer needs for a block of rows: freed and asked for again at once. */
  private static final int KEPT_FREE = 4 << 20;

  private static final ThreadLocal<Boolean> SINGLE_THREADED =
      ThreadLocal.withInitial(
          () -> {
            torch.set_num_threads(1);
            return true;
          });

  static {
    CompletableFuture<Void> loaded = new CompletableFuture<>();
    Runtime.getRuntime().addShutdownHook(new Thread(loaded::join, "endorm-loading"));
    try {
      load();
    } finally {
      loaded.complete(null);
    }
  }

  private Libtorch() {}

  private static void load() {
    if (System.getenv(OPENBLAS_THREADS) == null) {
      setEnvironment(OPENBLAS_THREADS, "1");
    }
    set(M_MMAP_THRESHOLD, LARGE_BLOCK);
    set(M_TRIM_THRESHOLD, KEPT_FREE);
    // JavaCPP counts mapped weights as its own memory and would refuse large models.
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    torch.set_num_threads(1);
  }

  /** Loads the natives and holds the calling thread's operations to one core. */
  public static void ready() {
    SINGLE_THREADED.get();
  }

  /** A guard under which operations record no gradient; per thread, to be closed by that thread. */
  public static NoGradGuard noGradient() {
    ready();
    return new NoGradGuard();
  }

  /** Windows has no such function: there the variable has to be set by the caller. */
  private static void setEnvironment(String name, String value) {
    FunctionDescriptor signature = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    Optional<MethodHandle> setenv = CLibrary.function("setenv", signature);
    try (Arena arena = Arena.ofConfined()) {
      if (setenv.isPresent()) {
        int ignored =
            (int) setenv.get().invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("cannot set " + name, e);
    }
  }

  /**
   * Has glibc map large blocks of memory one by one, so that what a layer frees goes back to the
   * system, and keep the small ones, which would else be cleared page by page each time; elsewhere
   * there is no such function.
   */
  private static void set(int parameter, int value) {
    Optional<MethodHandle> mallopt =
        CLibrary.function("mallopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    try {
      if (mallopt.isPresent()) {
        int ignored = (int) mallopt.get().invokeExact(parameter, value);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("cannot set how memory is kept", e);
    }
  }
}
