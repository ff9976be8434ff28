package org.endorm.examples;

import java.util.List;
import org.endorm.scoring.Endorm;

/** Asks a language model what it thinks of some answers; no reward model was trained for that. */
public final class ScoreAnswers {
  private ScoreAnswers() {}

  public static void main(String[] args) {
    String prompt = "What is the capital of France?";
    List<String> answers = List.of("The capital is Berlin.", "The capital is Paris.", "No idea.");
    try (var model = Endorm.load(args.length > 0 ? args[0] : "smollm2")) {
      for (String answer : answers) {
        System.out.printf("%8.3f  %s%n", model.reward(prompt, answer), answer);
      }
    }
  }
}
