package org.endorm.cli.show;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Token rewards as a page that needs nothing but itself: no script or style from elsewhere. */
public final class HeatPage {
  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+)\\}\\}");

  private HeatPage() {}

  /**
   * What the page is about.
   *
   * @param settings how the numbers came about, in one line
   */
  public record Subject(
      String model,
      String settings,
      String prompt,
      String response,
      double reward,
      double logp,
      double v1) {}

  /** The page. */
  public static String of(Subject subject, List<TokenCell> tokens) {
    List<HeatCell> cells = HeatCell.of(subject.response(), tokens);
    ColourScale rewards = scale(cells, HeatCell::reward);
    Map<String, String> slots =
        Map.of(
            "model", escape(subject.model()),
            "settings", escape(subject.settings()),
            "prompt", escape(subject.prompt()),
            "reward", number(subject.reward()),
            "logp", number(subject.logp()),
            "value", number(subject.v1()),
            "count", String.valueOf(tokens.size()),
            "full", number(rewards.full()),
            "cells", spans(cells, rewards, scale(cells, HeatCell::logp)),
            "rows", rows(tokens));
    return fill(template(), slots);
  }

  private static ColourScale scale(List<HeatCell> cells, ToDoubleFunction<HeatCell> number) {
    return ColourScale.of(cells.stream().mapToDouble(number).toArray());
  }

  /** The script finds a cell's numbers in the table, by the indexes of its tokens. */
  private static String spans(List<HeatCell> cells, ColourScale rewards, ColourScale logps) {
    StringBuilder spans = new StringBuilder();
    for (HeatCell cell : cells) {
      spans.append(
          String.format(
              Locale.ROOT,
              "<span class=\"t %s\" data-t=\"%d\" data-n=\"%d\" style=\"--r:%.3f;--l:%.3f\""
                  + " title=\"r %s, log π %s\">%s</span>",
              cell.reward() < 0 ? "bad" : "good",
              cell.first(),
              cell.tokens().size(),
              Math.abs(rewards.shade(cell.reward())),
              Math.abs(logps.shade(cell.logp())),
              number(cell.reward()),
              number(cell.logp()),
              escape(cell.text()).replace("\n", "<i>↵</i>\n")));
    }
    return spans.toString();
  }

  private static String rows(List<TokenCell> tokens) {
    StringBuilder rows = new StringBuilder();
    for (int t = 0; t < tokens.size(); t++) {
      TokenCell token = tokens.get(t);
      rows.append(
          "<tr><td>%d<td class=\"text\">%s<td>%d<td>%s<td>%s<td>%s<td>%s\n"
              .formatted(
                  t + 1,
                  escape(token.text().replace("\n", "↵").replace(' ', '␣')),
                  token.id(),
                  number(token.reward()),
                  number(token.logp()),
                  number(token.q()),
                  number(token.v())));
    }
    return rows.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replace('-', '−');
  }

  /** Markup becomes text, and what turns text around or has no shape becomes visible. */
  private static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    TerminalText.printable(text)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /** Fills each slot once; what is filled in is not looked at again. */
  private static String fill(String template, Map<String, String> slots) {
    Matcher matcher = SLOT.matcher(template);
    return matcher.replaceAll(m -> Matcher.quoteReplacement(slots.get(m.group(1))));
  }

  private static String template() {
    try (InputStream in = HeatPage.class.getResourceAsStream("explain.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
