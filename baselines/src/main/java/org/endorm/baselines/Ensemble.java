package org.endorm.baselines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.row.Candidate;

/**
 * Several judges as one: the weighted mean of their rewards, or the least of their weighted
 * rewards, which trusts none of them alone. Weights carry each judge's scale.
 *
 * <p>Source: Coste et al., "Reward Model Ensembles Help Mitigate Overoptimization", arXiv
 * 2310.02743.
 *
 * @param members at least one
 * @param weights shape [members], above 0
 */
public record Ensemble(List<RewardModel> members, double[] weights, Rule rule)
    implements RewardModel {
  /** How the members' rewards make one. */
  public enum Rule {
    MEAN,
    LEAST
  }

  public Ensemble {
    members = List.copyOf(members);
    weights = weights.clone();
    if (members.isEmpty() || members.size() != weights.length) {
      throw new IllegalArgumentException("an ensemble needs members, and a weight for each");
    }
    if (!Arrays.stream(weights).allMatch(w -> w > 0 && Double.isFinite(w))) {
      throw new IllegalArgumentException("weights must be positive and finite");
    }
  }

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    List<List<Judgement>> all = members.stream().map(m -> m.judge(candidates)).toList();
    List<Judgement> judgements = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      int place = i;
      judgements.add(joined(all.stream().map(own -> own.get(place)).toList()));
    }
    return judgements;
  }

  private Judgement joined(List<Judgement> own) {
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int member = 0; member < own.size(); member++) {
      if (!(own.get(member) instanceof Judgement.Reward(double value))) {
        return own.get(member);
      }
      sum += weights[member] * value;
      least = Math.min(least, weights[member] * value);
    }
    double mean = sum / Arrays.stream(weights).sum();
    return new Judgement.Reward(rule == Rule.MEAN ? mean : least);
  }

  @Override
  public void close() {}
}
