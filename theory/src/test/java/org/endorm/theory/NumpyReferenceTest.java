package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Five random instances against {@code tools/theory_reference.py}, which sums over whole answers
 * with NumPy where this module uses dynamic programming.
 */
class NumpyReferenceTest {
  /** Two orders of sums over up to a hundred numbers near 1. */
  private static final double ROUNDING = 1e-12;

  static Stream<JsonNode> instances() throws IOException {
    try (InputStream in = NumpyReferenceTest.class.getResourceAsStream("reference.json")) {
      JsonNode all = new ObjectMapper().readTree(Objects.requireNonNull(in));
      assertThat(all).hasSize(5);
      return StreamSupport.stream(all.spliterator(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("instances")
  void valuesAndRewards(JsonNode node) {
    SoftQ model = pair(node).model();
    double[] v = doubles(node.get("model_v"));
    for (int s = 0; s < v.length; s++) {
      assertThat(model.v(s)).isCloseTo(v[s], within(ROUNDING));
    }
    List<Answer> answers = model.mdp().answers();
    assertThat(answers).hasSize(node.get("answers").size());
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).actions()).containsExactly(ints(node.get("answers").get(i)));
      double[] r = doubles(node.get("model_token_rewards").get(i));
      assertThat(model.tokenRewards(answers.get(i)).r()).containsExactly(r, within(ROUNDING));
    }
    SoftQ soft = SoftValueIteration.solve(model.mdp(), model.rewards(), model.alpha());
    assertThat(soft.v(0)).isCloseTo(node.get("soft_value").doubleValue(), within(ROUNDING));
  }

  @ParameterizedTest
  @MethodSource("instances")
  void occupancy(JsonNode node) {
    SoftQ expert = pair(node).expert();
    double[][] d = PolicyEvaluation.occupancy(expert.mdp(), expert.policy());
    for (int s = 0; s < d.length; s++) {
      assertThat(d[s]).containsExactly(doubles(node.get("occupancy").get(s)), within(ROUNDING));
    }
  }

  @ParameterizedTest
  @MethodSource("instances")
  void bothTheorems(JsonNode node) {
    ModelPair pair = pair(node);
    PreferenceBound preference = PreferenceBound.measure(pair);
    assertThat(preference.epsilon()).isCloseTo(number(node, "epsilon"), within(ROUNDING));
    assertThat(preference.measured()).isCloseTo(number(node, "variation"), within(ROUNDING));
    RegretBound regret = RegretBound.measure(pair);
    double expert = number(node, "expert_return");
    assertThat(regret.imitationLoss())
        .isCloseTo(expert - number(node, "imitation_return"), within(ROUNDING));
    assertThat(regret.softImitationLoss())
        .isCloseTo(number(node, "soft_imitation_loss"), within(ROUNDING));
    assertThat(regret.rlLoss()).isCloseTo(expert - number(node, "rl_return"), within(ROUNDING));
  }

  @ParameterizedTest
  @MethodSource("instances")
  void sharpening(JsonNode node) {
    SoftQ model = pair(node).model();
    Policy sharpened = Sharpening.klRound(model, number(node, "beta")).policy();
    double[] expected = doubles(node.get("sharpened_log_probabilities"));
    List<Answer> answers = model.mdp().answers();
    for (int i = 0; i < expected.length; i++) {
      assertThat(sharpened.logProbability(answers.get(i))).isCloseTo(expected[i], within(ROUNDING));
    }
  }

  private static ModelPair pair(JsonNode node) {
    int vocabulary = node.get("vocabulary").intValue();
    int horizon = node.get("horizon").intValue();
    TokenMdp mdp =
        node.get("end_token").booleanValue()
            ? TokenMdp.withEndToken(vocabulary, horizon)
            : TokenMdp.fixedLength(vocabulary, horizon);
    double alpha = number(node, "alpha");
    return new ModelPair(
        new SoftQ(mdp, alpha, table(node.get("expert"))),
        new SoftQ(mdp, alpha, table(node.get("model"))));
  }

  private static double number(JsonNode node, String field) {
    return node.get(field).doubleValue();
  }

  private static double[][] table(JsonNode node) {
    double[][] table = new double[node.size()][];
    Arrays.setAll(table, s -> doubles(node.get(s)));
    return table;
  }

  private static double[] doubles(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  private static int[] ints(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }
}
