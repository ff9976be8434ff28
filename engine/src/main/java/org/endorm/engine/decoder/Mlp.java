package org.endorm.engine.decoder;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The position-wise part of a layer. */
public sealed interface Mlp {
  /** Numbers of a position between its products; of a mixture, of each expert. */
  int width();

  /** down(act(gate(x)) · up(x)). */
  record Gated(LinearSpec gate, LinearSpec up, LinearSpec down, Activation activation)
      implements Mlp {
    @Override
    public int width() {
      return up.out();
    }
  }

  /** down(act(up(x))). */
  record Plain(LinearSpec up, LinearSpec down, Activation activation) implements Mlp {
    @Override
    public int width() {
      return up.out();
    }
  }

  /**
   * down(g·σ(slope·g) · (u + 1)), where g = min(gate(x), limit) and u = up(x) held within ±limit.
   */
  record Clamped(LinearSpec gate, LinearSpec up, LinearSpec down, double slope, double limit)
      implements Mlp {
    @Override
    public int width() {
      return up.out();
    }
  }

  /**
   * Σ of the chosen experts' outputs, each times its weight, and of an expert that all tokens
   * share.
   *
   * @param router shape [experts, hidden]; its outputs decide, in float32 whatever else is computed
   *     in
   * @param shared null for none
   */
  record Mixture(LinearSpec router, Routing routing, List<Mlp> experts, @Nullable Mlp shared)
      implements Mlp {
    public Mixture {
      experts = List.copyOf(experts);
      if (router.out() != experts.size() || routing.chosen() > experts.size()) {
        throw new IllegalArgumentException(routing + " among " + experts.size() + " experts");
      }
    }

    @Override
    public int width() {
      return experts.getFirst().width();
    }
  }
}
