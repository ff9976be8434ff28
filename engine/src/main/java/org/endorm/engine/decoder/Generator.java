package org.endorm.engine.decoder;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;

/**
 * Writes answers token by token, with a cache of what has been read.
 *
 * <p>Safe for concurrent use; every call computes one row on one core.
 */
public final class Generator {
  /** Prompt tokens read at once: bounds the scores of a long prompt. */
  private static final int CHUNK = 256;

  private final Decoder decoder;

  public Generator(Decoder decoder) {
    this.decoder = decoder;
  }

  /**
   * Continues a prompt.
   *
   * @param stop ids that end the answer, the ending id included in it
   * @param most tokens of the answer at most; fewer where the context ends
   * @return the answer's ids
   */
  public int[] generate(
      int[] prompt, Sampling sampling, RandomGenerator random, IntPredicate stop, int most) {
    if (prompt.length == 0 || prompt.length > decoder.spec().context()) {
      throw new IllegalArgumentException("a prompt of " + prompt.length + " tokens");
    }
    int room = Math.min(most, decoder.spec().context() - prompt.length);
    int capacity = prompt.length + room;
    int[] answer = new int[room];
    try (NoGradGuard guard = Libtorch.noGradient();
        CachedAttention cache = new CachedAttention(capacity, decoder.spec().rowLength(capacity))) {
      int count = 0;
      int[] next = prompt;
      while (count < room) {
        answer[count] = sampling.choose(logitsAfter(next, cache), random);
        next = new int[] {answer[count]};
        if (stop.test(answer[count++])) {
          break;
        }
      }
      return Arrays.copyOf(answer, count);
    }
  }

  /** Reads further ids and gives Q of the state after the last. */
  private float[] logitsAfter(int[] ids, CachedAttention cache) {
    for (int from = 0; ; from += CHUNK) {
      int[] chunk = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + CHUNK));
      try (TensorScope scope = new TensorScope()) {
        Tensor hidden = decoder.hidden(chunk, cache.extend(chunk.length), cache);
        if (from + CHUNK >= ids.length) {
          return decoder.logits(hidden.narrow(0, chunk.length - 1, 1));
        }
      }
    }
  }
}
