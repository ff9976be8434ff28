package org.endorm.engine.tensor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The lifetime of native memory: every tensor made by a thread while its innermost scope is open is
 * freed when that scope closes, unless it was {@linkplain #keep kept}.
 */
public final class TensorScope implements AutoCloseable {
  private static final AtomicLong OPEN = new AtomicLong();

  private final PointerScope scope = new PointerScope();

  public TensorScope() {
    OPEN.incrementAndGet();
  }

  /** How many scopes are open in this process: 0 between any two pieces of work. */
  public static long open() {
    return OPEN.get();
  }

  /** Lets a tensor outlive this scope; who holds it closes it. */
  public static Tensor keep(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }

  /**
   * Computes a tensor in a scope of its own, so that nothing but the result stays; the result
   * belongs to the scope around the call.
   */
  public static Tensor tidy(Supplier<Tensor> computation) {
    Tensor result;
    try (TensorScope inner = new TensorScope()) {
      result = keep(computation.get());
    }
    PointerScope outer = PointerScope.getInnerScope();
    if (outer != null) {
      outer.attach(result);
      result.releaseReference();
    }
    return result;
  }

  @Override
  public void close() {
    OPEN.decrementAndGet();
    scope.close();
  }
}
