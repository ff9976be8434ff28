package org.endorm.engine.tensor;

import org.bytedeco.pytorch.NoGradGuard;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What benchmarks of libtorch's operations have in common: no gradients, one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "-Dorg.bytedeco.javacpp.maxbytes=0",
      "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class NativeBenchmark {
  private NoGradGuard guard;
  private TensorScope scope;

  @Setup
  public void begin() {
    guard = Libtorch.noGradient();
    scope = new TensorScope();
    prepare();
  }

  /** Makes what is measured with; its tensors live until the end. */
  protected abstract void prepare();

  @TearDown
  public void end() {
    scope.close();
    guard.close();
  }
}
