package org.endorm.theory;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A gradient-free search for the policies on which Theorem 1 is tightest: change some logits of
 * expert and model, keep what is no worse.
 *
 * <p>Steps are drawn over four powers of ten and over any share of the logits, so that there is
 * always one of about the right size. ε is kept above a floor, since the bound is approached as ε →
 * 0 and there only rounding would be measured.
 */
public final class AdversarialSearch {
  private final TokenMdp mdp;
  private final double alpha;
  private final double epsilonFloor;

  public AdversarialSearch(TokenMdp mdp, double alpha, double epsilonFloor) {
    this.mdp = mdp;
    this.alpha = alpha;
    this.epsilonFloor = epsilonFloor;
  }

  /**
   * What a search found.
   *
   * @param pair the worst expert and model
   * @param tightness measured / bound of them
   * @param progress the best tightness after each step; shape [steps + 1]
   */
  public record Found(ModelPair pair, double tightness, double[] progress) {}

  /** Searches for a number of steps from a random start. */
  public Found run(int steps, RandomGenerator random) {
    double[] best = draw(random);
    double bestTightness = tightness(pair(best));
    double[] progress = new double[steps + 1];
    progress[0] = bestTightness;
    for (int i = 1; i <= steps; i++) {
      double[] next = mutate(best, random);
      double tightness = tightness(pair(next));
      if (tightness >= bestTightness) {
        best = next;
        bestTightness = tightness;
      }
      progress[i] = bestTightness;
    }
    return new Found(pair(best), bestTightness, progress);
  }

  private double[] draw(RandomGenerator random) {
    int size = Arrays.stream(mdp.table()).mapToInt(row -> row.length).sum();
    double[] logits = new double[2 * size];
    Arrays.setAll(logits, i -> alpha * random.nextDouble(-1, 1));
    return logits;
  }

  private double[] mutate(double[] logits, RandomGenerator random) {
    double[] mutated = logits.clone();
    double share = random.nextDouble();
    double step = alpha * Math.pow(10, -4 * random.nextDouble());
    for (int i = 0; i < mutated.length; i++) {
      if (random.nextDouble() < share) {
        mutated[i] += step * random.nextDouble(-1, 1);
      }
    }
    return mutated;
  }

  /** The first half of the vector holds the expert's logits, the second the model's. */
  private ModelPair pair(double[] logits) {
    return new ModelPair(softQ(logits, 0), softQ(logits, logits.length / 2));
  }

  private SoftQ softQ(double[] logits, int from) {
    double[][] q = mdp.table();
    int i = from;
    for (double[] row : q) {
      System.arraycopy(logits, i, row, 0, row.length);
      i += row.length;
    }
    return new SoftQ(mdp, alpha, q);
  }

  private double tightness(ModelPair pair) {
    PreferenceBound bound = PreferenceBound.measure(pair);
    return bound.epsilon() < epsilonFloor ? 0 : bound.tightness();
  }
}
