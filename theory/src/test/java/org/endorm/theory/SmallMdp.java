package org.endorm.theory;

/**
 * The MDP of the hand-worked tests. State 0: token 0 ends, token 1 leads to state 1. State 1: both
 * tokens end.
 *
 * <p>Logits 0 and log 2 in state 0, log 3 and 0 in state 1, at α = 1: V = log 3 and log 4, π =
 * (1/3, 2/3) and (3/4, 1/4). Made anew for each test, so that mutation testing sees each mutant
 * make it.
 */
final class SmallMdp {
  static final double[][] LOGITS = {{0, Math.log(2)}, {Math.log(3), 0}};

  /** A few roundings of numbers near 1. */
  static final double ROUNDING = 1e-14;

  private SmallMdp() {}

  static SoftQ model() {
    return new SoftQ(TokenMdp.withEndToken(2, 2), 1, LOGITS);
  }
}
