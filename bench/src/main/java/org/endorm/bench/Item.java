package org.endorm.bench;

import java.util.ArrayList;
import java.util.List;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.verify.MathAnswer;
import org.endorm.text.Conversation;
import org.endorm.text.Message;

/** One prompt of a benchmark with all that is asked about it. */
public sealed interface Item permits Item.Answered, Item.Open {
  /** An item that can be judged. */
  sealed interface Answered extends Item permits Choice, Process {}

  /** Those that can be judged, in their order. */
  static List<Answered> answered(List<Item> items) {
    return items.stream()
        .filter(item -> item instanceof Answered)
        .map(item -> (Answered) item)
        .toList();
  }

  /** The data set's own id, or the row's number. */
  String id();

  /** The part of the benchmark that it counts for. */
  String domain();

  /** The finer part, or the domain again. */
  String subset();

  /** What tells it from every other item of a run. */
  default String key() {
    return domain() + "/" + subset() + "/" + id();
  }

  /**
   * Answers, some better than others.
   *
   * @param answers at least one
   * @param comparisons the claims; may be none where the metric needs none
   */
  record Choice(
      String id, String domain, String subset, List<Answer> answers, List<Comparison> comparisons)
      implements Answered {
    public Choice {
      answers = List.copyOf(answers);
      comparisons = List.copyOf(comparisons);
      if (answers.isEmpty()) {
        throw new IllegalArgumentException("a choice needs an answer");
      }
    }
  }

  /**
   * An answer in steps, the first wrong one known.
   *
   * @param label the index of the first wrong step, or {@link #ALL_RIGHT}
   */
  record Process(String id, String domain, String subset, SteppedAnswer answer, int label)
      implements Answered {
    public static final int ALL_RIGHT = -1;

    public Process {
      if (label < ALL_RIGHT || label >= answer.steps().size()) {
        throw new IllegalArgumentException("there is no step " + label);
      }
    }
  }

  /**
   * A problem whose answers are yet to be written; what is judged is the {@link Choice} among them.
   *
   * @param result what a right answer comes to
   */
  record Open(String id, String domain, String subset, Conversation problem, String result)
      implements Item {
    /** The answers that were written to it, right where they come to the result. */
    public Choice answered(List<String> solutions) {
      List<Answer> answers = new ArrayList<>();
      for (String solution : solutions) {
        Message message = Message.of("assistant", solution);
        Candidate candidate = new Candidate.Spoken(problem, message, false);
        boolean right = MathAnswer.solves(solution, result);
        answers.add(new Answer("sample " + answers.size(), candidate, right));
      }
      List<Comparison> comparisons = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        for (int j = 0; j < answers.size(); j++) {
          if (answers.get(i).good() && !answers.get(j).good()) {
            comparisons.add(new Comparison(i, j, "right>wrong"));
          }
        }
      }
      return new Choice(id, domain, subset, answers, comparisons);
    }
  }
}
