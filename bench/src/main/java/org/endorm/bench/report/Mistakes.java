package org.endorm.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.endorm.bench.Answer;
import org.endorm.bench.Comparison;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.reward.EndormException;
import org.endorm.scoring.TracedReward;
import org.endorm.scoring.row.Candidate;
import org.endorm.text.Encoding;
import org.endorm.text.Message;

/**
 * The comparisons that a judge loses by most, one a prompt, with the rewards of both answers'
 * tokens as heat maps.
 */
final class Mistakes {
  private static final int SHOWN = 6;
  private static final int SHOWN_TOKENS = 300;
  private static final int SHOWN_PROMPT = 600;

  /** The share of token rewards that the colours tell apart; the rest has the strongest. */
  private static final double SCALE_SHARE = 0.95;

  private record Mistake(Item.Choice item, Comparison comparison, double margin) {}

  private final TracedReward judge;

  Mistakes(TracedReward judge) {
    this.judge = judge;
  }

  /** HTML of the worst; none if there is none. */
  String of(List<Judged> judged) {
    StringBuilder html = new StringBuilder();
    for (Mistake mistake : worst(judged)) {
      html.append(show(mistake, html.isEmpty()));
    }
    return html.toString();
  }

  private static List<Mistake> worst(List<Judged> judged) {
    List<Mistake> all = new ArrayList<>();
    for (Judged one : judged) {
      for (int i = 0; i < one.choice().comparisons().size(); i++) {
        if (one.margin(i) < 0) {
          all.add(new Mistake(one.choice(), one.choice().comparisons().get(i), one.margin(i)));
        }
      }
    }
    all.sort(Comparator.comparingDouble(Mistake::margin));
    Set<String> prompts = new HashSet<>();
    return all.stream().filter(m -> prompts.add(m.item().key())).limit(SHOWN).toList();
  }

  private String show(Mistake mistake, boolean open) {
    Answer better = mistake.item().answers().get(mistake.comparison().better());
    Answer worse = mistake.item().answers().get(mistake.comparison().worse());
    return Html.format(
        "<details%s><summary>%s: <b>%s</b> over <b>%s</b>, margin %s</summary>\n"
            + "<p class=\"prompt\">%s</p>\n%s%s</details>\n",
        open ? " open" : "",
        Html.escape(mistake.item().key()),
        Html.escape(worse.label()),
        Html.escape(better.label()),
        Html.number(mistake.margin()),
        Html.escape(shortened(prompt(better.candidate()))),
        answer("better", better),
        answer("worse", worse));
  }

  private static String prompt(Candidate candidate) {
    if (!(candidate instanceof Candidate.Spoken spoken)) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (Message message : spoken.conversation().messages()) {
      text.append(message.role()).append(": ").append(message.text()).append('\n');
    }
    return text.toString().strip();
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= SHOWN_PROMPT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN_PROMPT)) + "…";
  }

  private String answer(String side, Answer answer) {
    String tokens;
    try {
      tokens = tokens(judge.tokens(answer.candidate()));
    } catch (EndormException e) {
      tokens = Html.escape(e.getMessage());
    }
    return "<div class=\"answer\"><h4>"
        + side
        + ": "
        + Html.escape(answer.label())
        + "</h4><p>"
        + tokens
        + "</p></div>\n";
  }

  private static String tokens(TracedReward.Tokens tokens) {
    double[] rewards = tokens.rewards().r();
    double full = full(rewards);
    Encoding text = tokens.answer().said() == null ? null : tokens.answer().said().response();
    StringBuilder html = new StringBuilder();
    for (int t = 0; t < Math.min(rewards.length, SHOWN_TOKENS); t++) {
      String shown =
          text == null ? "#" + tokens.answer().trajectory().responseIds()[t] : text.texts()[t];
      html.append(
          Html.format(
              "<span class=\"%s\" style=\"--s:%.0f%%\" title=\"%s\">%s</span>",
              rewards[t] >= 0 ? "above" : "below",
              62 * Math.min(1, Math.abs(rewards[t]) / full),
              Html.number(rewards[t]),
              Html.escape(shown).replace("\n", "⏎<br>")));
    }
    if (rewards.length > SHOWN_TOKENS) {
      html.append(Html.format(" … and %d tokens more", rewards.length - SHOWN_TOKENS));
    }
    return html.toString();
  }

  private static double full(double[] rewards) {
    double[] sizes = Arrays.stream(rewards).map(Math::abs).sorted().toArray();
    double size = sizes[(int) Math.floor(SCALE_SHARE * (sizes.length - 1))];
    return size > 0 ? size : 1;
  }
}
