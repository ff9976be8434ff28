package org.endorm.theory.report;

import java.util.SplittableRandom;
import org.endorm.theory.TokenMdp;

/** Random sizes and shapes for the experiments, from one seed for each experiment. */
final class Draw {
  private final SplittableRandom random;

  /** The generator of one experiment: its name keeps it apart from the others of the same seed. */
  Draw(long seed, String experiment) {
    this.random = new SplittableRandom(seed ^ ((long) experiment.hashCode() << 32));
  }

  SplittableRandom random() {
    return random;
  }

  /** Drawn so that every factor is as likely as every other. */
  double logEven(double low, double high) {
    return Math.exp(random.nextDouble(Math.log(low), Math.log(high)));
  }

  /** A tree of vocabulary 2 to 6 whose answers, at most 81, can all be paired; some end early. */
  TokenMdp tree() {
    int[][] shapes = {{2, 2}, {2, 3}, {2, 6}, {3, 2}, {3, 4}, {4, 3}, {5, 2}, {6, 2}};
    int[] shape = shapes[random.nextInt(shapes.length)];
    return random.nextInt(2) == 0
        ? TokenMdp.fixedLength(shape[0], shape[1])
        : TokenMdp.withEndToken(shape[0], shape[1]);
  }
}
