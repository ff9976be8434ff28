package org.endorm.cli.show;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Answers to one prompt, the best first. */
public final class RankTable {
  private static final int NARROWEST = 20;

  private RankTable() {}

  /**
   * A row of the table.
   *
   * @param response the answer as given
   */
  public record Entry(double reward, double logp, int tokens, String response) {}

  /**
   * The table as text.
   *
   * @param width columns of the terminal; longer answers are cut there
   */
  public static String of(List<Entry> entries, int width) {
    StringBuilder table = new StringBuilder();
    table.append(
        "%4s  %10s  %10s  %6s  %s%n".formatted("rank", "reward", "log π", "tokens", "response"));
    int[] order = order(entries);
    for (int rank = 0; rank < order.length; rank++) {
      Entry entry = entries.get(order[rank]);
      table.append(
          String.format(
              Locale.ROOT,
              "%4d  %10.3f  %10.3f  %6d  %s\n",
              rank + 1,
              entry.reward(),
              entry.logp(),
              entry.tokens(),
              excerpt(entry.response(), Math.max(NARROWEST, width - 40))));
    }
    return table.toString();
  }

  /** The best first; of equals the one that was given first. */
  private static int[] order(List<Entry> entries) {
    return IntStream.range(0, entries.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -entries.get(i).reward()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static String excerpt(String text, int width) {
    return TerminalText.cut(TerminalText.printable(text).replaceAll("\\n+", " "), width);
  }
}
