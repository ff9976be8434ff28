package org.endorm.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.endorm.reward.Aggregation;
import org.endorm.reward.BradleyTerry;
import org.endorm.reward.SoftQTrace;
import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.HashTraces;
import org.endorm.scoring.Judge;
import org.endorm.scoring.LetterEncoder;
import org.endorm.scoring.PreferenceModel.Contest;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.RewardModel.Judgement;
import org.endorm.scoring.StepRewardModel;
import org.endorm.scoring.StepRewardModel.StepJudgement;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.row.Candidate;
import org.endorm.text.Conversation;
import org.endorm.text.Message;
import org.junit.jupiter.api.Test;

/** Every rival over the stand-in model, against its definition. */
class RivalsTest {
  /** Sums of some tens of doubles of size 10 in another order. */
  private static final double ROUNDING = 1e-9;

  private static final Candidate GOOD = Candidate.of("Name a prime.", "7");
  private static final Candidate LONG = Candidate.of("Name a prime.", "The answer is 11.");

  private static EndogenousReward model(double alpha) {
    return new EndogenousReward(
        new HashTraces(), new LetterEncoder(), alpha, new Aggregation.Sum());
  }

  private static SoftQTrace trace(EndogenousReward model, Candidate candidate) {
    return (SoftQTrace) model.trace(List.of(model.prepare(candidate))).getFirst();
  }

  private static double reward(RewardModel judge, Candidate candidate) {
    return ((Judgement.Reward) judge.judge(List.of(candidate)).getFirst()).value();
  }

  private static RewardModel judge(String name, EndogenousReward model) {
    return ((Judge.Rewarding) Rivals.make(name, Workbench.of(model))).model();
  }

  private static double logp(EndogenousReward model, Candidate candidate) {
    SoftQTrace trace = trace(model, candidate);
    return IntStream.range(0, trace.length())
        .mapToDouble(t -> (trace.q()[t] - trace.v()[t]) / model.alpha())
        .sum();
  }

  @Test
  void likelihoodDiffersFromTheEndogenousSumByTheFirstValue() {
    EndogenousReward model = model(1);
    for (Candidate candidate : List.of(GOOD, LONG)) {
      double likelihood = reward(judge("likelihood", model), candidate);
      assertThat(likelihood).isEqualTo(logp(model, candidate), within(ROUNDING));
      assertThat(reward(judge("endorm", model), candidate) - likelihood)
          .isEqualTo(trace(model, candidate).v()[0], within(ROUNDING));
      assertThat(
              reward(judge("likelihood-mean", model), candidate) * trace(model, candidate).length())
          .isEqualTo(likelihood, within(ROUNDING));
    }
  }

  @Test
  void theVerifierIsTheEndogenousRewardOfItsReply() {
    for (double alpha : new double[] {0.5, 1, 2}) {
      EndogenousReward model = model(alpha);
      // One-token replies that end the sequence: in letters "Y" and "N" would do, so ids are given.
      List<Candidate> probes = GenerativeVerifier.probes(GOOD);
      int[] prompt = model.prepare(probes.getFirst()).trajectory().promptIds();
      Candidate yes = new Candidate.Exact(prompt, new int[] {5}, false);
      Candidate no = new Candidate.Exact(prompt, new int[] {6}, false);
      double rYes = reward(model, yes);
      double rNo = reward(model, no);
      double pYes = Math.exp(logp(model, yes));
      double pNo = Math.exp(logp(model, no));
      assertThat(BradleyTerry.sigmoid((rYes - rNo) / alpha))
          .isEqualTo(pYes / (pYes + pNo), within(ROUNDING));
    }
  }

  @Test
  void theVerifierNormalisesOverYesAndNo() {
    EndogenousReward model = model(1);
    List<Candidate> probes = GenerativeVerifier.probes(LONG);
    assertThat(probes).allMatch(Candidate::truncated);
    double yes = Math.exp(logp(model, probes.get(0)));
    double no = Math.exp(logp(model, probes.get(1)));
    assertThat(reward(judge("verifier", model), LONG))
        .isEqualTo(yes / (yes + no), within(ROUNDING));
  }

  @Test
  void theMarkIsAnExpectationOverTenEndedReplies() {
    EndogenousReward model = model(1);
    String question = GenRmPointwise.question(LONG);
    double sum = 0;
    double weights = 0;
    for (int mark = 1; mark <= 10; mark++) {
      double p = Math.exp(logp(model, Candidate.of(question, "" + mark)));
      sum += mark * p;
      weights += p;
    }
    assertThat(reward(judge("genrm", model), LONG)).isEqualTo(sum / weights, within(ROUNDING));
  }

  @Test
  void aMarkIsReadFromText() {
    assertThat(GenRmText.read("8/10")).isEqualTo(8);
    assertThat(GenRmText.read("I would say: 10.")).isEqualTo(10);
    assertThat(GenRmText.read("7.5 out of 10")).isEqualTo(7.5);
    assertThatThrownBy(() -> GenRmText.read("100"))
        .isInstanceOf(UnreadableReplyException.class)
        .hasMessage("the judge's reply \"100\" holds no mark from 1 to 10");
    assertThatThrownBy(() -> GenRmText.read("good")).isInstanceOf(UnreadableReplyException.class);
    assertThatThrownBy(() -> GenRmText.read("0")).isInstanceOf(UnreadableReplyException.class);
  }

  /** Replies with the number of the answer's letters, or with a refusal. */
  private static List<AnswerWriter.Reply> count(
      List<AnswerWriter.Task> tasks, AnswerWriter.Manner manner) {
    return tasks.stream().map(RivalsTest::count).toList();
  }

  private static AnswerWriter.Reply count(AnswerWriter.Task task) {
    String question = String.valueOf(task.conversation().messages().getLast().text());
    return question.contains("boom")
        ? new AnswerWriter.Reply.Refusal(new UnreadableReplyException("boom", "reply"))
        : new AnswerWriter.Reply.Text(question.contains("\n7\n") ? "1" : "no mark", false);
  }

  @Test
  void marksInTextAreReadOrRefused() {
    List<Judgement> judged =
        new GenRmText(RivalsTest::count)
            .judge(
                List.of(
                    new Candidate.Exact(new int[] {1}, new int[] {2}, false),
                    GOOD,
                    LONG,
                    Candidate.of("boom", "x")));
    assertThat(judged.get(1)).isEqualTo(new Judgement.Reward(1));
    assertThat(List.of(judged.get(0), judged.get(2), judged.get(3)))
        .allMatch(j -> j instanceof Judgement.Refusal);
  }

  @Test
  void judgesThatReadShareAllButTheirTask() {
    Transcript said = Transcript.of(LONG);
    String first = said.shown("A?");
    String second = said.shown("B?");
    assertThat(first.substring(0, first.length() - 2))
        .isEqualTo(second.substring(0, second.length() - 2));
    String verifier =
        ((Candidate.Spoken) GenerativeVerifier.probes(LONG).getFirst())
            .conversation()
            .messages()
            .getLast()
            .text();
    int shared = said.shown("").length();
    assertThat(verifier.substring(0, shared))
        .isEqualTo(GenRmPointwise.question(LONG).substring(0, shared));
  }

  @Test
  void pairsAreJudgedInBothOrders() {
    EndogenousReward model = model(1);
    GenRmPairwise judge = new GenRmPairwise(model, GenRmPairwise.Rule.MEAN);
    List<Judgement> both = judge.compare(List.of(new Contest(GOOD, LONG), new Contest(LONG, GOOD)));
    double forth = ((Judgement.Reward) both.get(0)).value();
    double back = ((Judgement.Reward) both.get(1)).value();
    assertThat(forth).isEqualTo(-back, within(ROUNDING)).isBetween(-1.0, 1.0).isNotZero();
  }

  @Test
  void ordersThatDisagreeAreATie() {
    assertThat(GenRmPairwise.Rule.AGREEMENT.of(0.9, 0.2)).isEqualTo(1);
    assertThat(GenRmPairwise.Rule.AGREEMENT.of(0.1, 0.8)).isEqualTo(-1);
    assertThat(GenRmPairwise.Rule.AGREEMENT.of(0.9, 0.8)).isZero();
    assertThat(GenRmPairwise.Rule.AGREEMENT.of(0.5, 0.2)).isZero();
    assertThat(GenRmPairwise.Rule.MEAN.of(0.9, 0.8)).isEqualTo(0.1, within(ROUNDING));
  }

  @Test
  void pmiTakesTheEmptyPromptOut() {
    EndogenousReward model = model(1);
    double expected = logp(model, LONG) - logp(model, Candidate.of("", "The answer is 11."));
    assertThat(reward(judge("pmi", model), LONG)).isEqualTo(expected, within(ROUNDING));
    List<Judgement> mixed =
        judge("pmi", model)
            .judge(List.of(new Candidate.Exact(new int[] {1}, new int[] {2}, false), LONG));
    assertThat(mixed.get(0)).isInstanceOf(Judgement.Refusal.class);
    assertThat(((Judgement.Reward) mixed.get(1)).value()).isEqualTo(expected, within(ROUNDING));
  }

  @Test
  void dpoIsBetaTimesTheLogRatio() {
    EndogenousReward policy = model(1);
    EndogenousReward reference = model(2);
    Workbench workbench = new Workbench(policy, null, null, reference, 0.25, null);
    RewardModel judge = ((Judge.Rewarding) Rivals.make("dpo", workbench)).model();
    assertThat(reward(judge, LONG))
        .isEqualTo(0.25 * (logp(policy, LONG) - logp(reference, LONG)), within(ROUNDING));
    SteppedAnswer steps = new SteppedAnswer(Conversation.ofPrompt(null, "p"), List.of("ab", "c"));
    var rewards =
        (StepJudgement.Rewards) ((StepRewardModel) judge).judgeSteps(List.of(steps)).getFirst();
    assertThat(rewards.values()[0] + rewards.values()[1])
        .isEqualTo(reward(judge, steps.candidate()), within(ROUNDING));
  }

  @Test
  void withoutReferenceDpoIsBetaTimesTheLikelihood() {
    EndogenousReward policy = model(1);
    Workbench workbench = new Workbench(policy, null, null, null, 0.25, null);
    RewardModel sum = ((Judge.Rewarding) Rivals.make("dpo-free", workbench)).model();
    RewardModel mean = ((Judge.Rewarding) Rivals.make("dpo-free-mean", workbench)).model();
    assertThat(reward(sum, LONG)).isEqualTo(0.25 * logp(policy, LONG), within(ROUNDING));
    assertThat(reward(mean, LONG))
        .isEqualTo(0.25 * logp(policy, LONG) / trace(policy, LONG).length(), within(ROUNDING));
    SteppedAnswer steps = new SteppedAnswer(Conversation.ofPrompt(null, "p"), List.of("ab", "c"));
    var rewards =
        (StepJudgement.Rewards) ((StepRewardModel) sum).judgeSteps(List.of(steps)).getFirst();
    assertThat(rewards.values()[0] + rewards.values()[1])
        .isEqualTo(reward(sum, steps.candidate()), within(ROUNDING));
  }

  @Test
  void confidenceIsTheMeanOverTheResultAlone() {
    EndogenousReward model = model(1);
    SoftQTrace trace = trace(model, LONG);
    // "11" stands at letters 14 and 15 of "The answer is 11."
    double expected = (trace.q()[14] - trace.v()[14] + trace.q()[15] - trace.v()[15]) / 2;
    assertThat(reward(judge("answer-confidence", model), LONG))
        .isEqualTo(expected, within(ROUNDING));
    assertThat(
            judge("answer-confidence", model)
                .judge(List.of(Candidate.of("p", "no idea")))
                .getFirst())
        .isInstanceOf(Judgement.Refusal.class);
  }

  @Test
  void theResultIsFoundInItsUsualForms() {
    assertThat(AnswerSpan.span("so \\boxed{42} and #### 3")).containsExactly(10, 12);
    assertThat(AnswerSpan.span("1+1=2\n#### 2")).containsExactly(11, 12);
    assertThat(AnswerSpan.span("x\nA: 18")).containsExactly(5, 7);
    assertThat(AnswerSpan.span("é 3 then 1,200.50 left")).containsExactly(9, 17);
  }

  @Test
  void lengthCountsCodePoints() {
    assertThat(reward(LengthReward.LONGER, Candidate.of("p", "a𝛼b"))).isEqualTo(3);
    assertThat(reward(LengthReward.SHORTER, Candidate.of("p", "abc"))).isEqualTo(-3);
  }

  @Test
  void anEnsembleWeighsItsMembers() {
    EndogenousReward model = model(1);
    double expected =
        (reward(judge("length", model), LONG) * 0.5 + reward(judge("likelihood", model), LONG))
            / 1.5;
    assertThat(reward(judge("ensemble:length*0.5+likelihood", model), LONG))
        .isEqualTo(expected, within(ROUNDING));
    Ensemble least =
        new Ensemble(
            List.of(LengthReward.LONGER, LengthReward.SHORTER),
            new double[] {1, 1},
            Ensemble.Rule.LEAST);
    assertThat(reward(least, LONG)).isEqualTo(-17);
    assertThat(reward(judge("least:length*2+brevity", model), LONG)).isEqualTo(-17);
  }

  @Test
  void whatCannotBeMadeSaysWhy() {
    Workbench workbench = Workbench.of(model(1));
    assertThatThrownBy(() -> Rivals.make("oracle", workbench))
        .isInstanceOf(UnavailableJudgeException.class)
        .hasMessageStartingWith("the judge oracle is unknown; known are endorm, ");
    assertThatThrownBy(() -> Rivals.make("dpo", workbench))
        .hasMessage("the judge dpo needs a model with a reference");
    assertThatThrownBy(() -> Rivals.make("ensemble:length*-1", workbench))
        .hasMessageContaining("not above 0");
    assertThatThrownBy(() -> Rivals.make("ensemble:length+", workbench))
        .hasMessageContaining("unknown");
    assertThat(Rivals.names()).contains("endorm", "genrm-pair", "self-certainty");
  }

  @Test
  void aRefusalConcernsItsOwnCandidateAlone() {
    EndogenousReward model = model(1);
    for (String name :
        List.of("endorm", "likelihood", "pmi", "verifier", "genrm", "likelihood-mean")) {
      List<Judgement> judged = judge(name, model).judge(List.of(Candidate.of("boom", "x"), LONG));
      assertThat(judged.get(0)).as(name).isInstanceOf(Judgement.Refusal.class);
      assertThat(judged.get(1))
          .as(name)
          .isEqualTo(new Judgement.Reward(reward(judge(name, model), LONG)));
    }
  }

  @Test
  void stepsShareOutTheTokens() {
    EndogenousReward model = model(1);
    StepRewardModel judge = (StepRewardModel) judge("endorm", model);
    SteppedAnswer answer =
        new SteppedAnswer(Conversation.ofPrompt(null, "p"), List.of("ab", "c", "d"));
    double[] rewards =
        ((StepJudgement.Rewards) judge.judgeSteps(List.of(answer)).getFirst()).values();
    double[] q = trace(model, answer.candidate()).q();
    double[] v = trace(model, answer.candidate()).v();
    // "ab\n\n" is tokens 0 to 3: the sum telescopes to Σ (q − v) + v[0] − v[4].
    double first = IntStream.range(0, 4).mapToDouble(t -> q[t] - v[t]).sum() + v[0] - v[4];
    assertThat(rewards[0]).isEqualTo(first, within(ROUNDING));
    assertThat(rewards).hasSize(3);
    assertThat(rewards[0] + rewards[1] + rewards[2])
        .isEqualTo(reward(judge("endorm", model), answer.candidate()), within(ROUNDING));
    SteppedAnswer hollow = new SteppedAnswer(Conversation.ofPrompt(null, "boom"), List.of("a"));
    assertThat(judge.judgeSteps(List.of(hollow)).getFirst())
        .isInstanceOf(StepJudgement.Refusal.class);
  }

  @Test
  void systemTurnsReachAJudgeThatReads() {
    Candidate candidate =
        new Candidate.Spoken(
            Conversation.ofPrompt("Be brief.", "Hi"), Message.of("assistant", "Yo"), false);
    assertThat(Transcript.of(candidate).question()).isEqualTo("system: Be brief.\n\nuser: Hi");
    assertThat(Transcript.of(GOOD).question()).isEqualTo("Name a prime.");
    assertThatThrownBy(
            () -> Transcript.of(new Candidate.Exact(new int[] {1}, new int[] {1}, false)))
        .hasMessageContaining("cannot judge exact ids");
  }
}
