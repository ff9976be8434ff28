package org.endorm.theory;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any small token MDP, expert, model and temperature, as the properties draw them. */
final class RandomPairs {
  private RandomPairs() {}

  /** Trees of vocabulary 2 to 4 and horizon 1 to 3, with or without an end token. */
  static Arbitrary<ModelPair> any() {
    return over(
        Combinators.combine(
                Arbitraries.integers().between(2, 4),
                Arbitraries.integers().between(1, 3),
                Arbitraries.of(true, false))
            .as((v, h, end) -> end ? TokenMdp.withEndToken(v, h) : TokenMdp.fixedLength(v, h)));
  }

  /** Trees whose first answer is one token and whose last is two or three. */
  static Arbitrary<ModelPair> ofUnequalLengths() {
    return over(
        Combinators.combine(
                Arbitraries.integers().between(2, 4), Arbitraries.integers().between(2, 3))
            .as(TokenMdp::withEndToken));
  }

  private static Arbitrary<ModelPair> over(Arbitrary<TokenMdp> trees) {
    return Combinators.combine(
            trees,
            Arbitraries.doubles().between(0.1, 5),
            Arbitraries.doubles().between(0.05, 3),
            Arbitraries.doubles().between(0.01, 2),
            Arbitraries.longs().edgeCases(config -> config.none()))
        .as(
            (mdp, alpha, scale, error, seed) ->
                Instances.random(
                    mdp, alpha, alpha * scale, alpha * error, new SplittableRandom(seed)));
  }
}
