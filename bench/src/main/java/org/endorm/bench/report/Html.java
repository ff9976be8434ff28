package org.endorm.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.endorm.bench.statistics.Interval;

/** The pieces that every page is made of. */
final class Html {
  /** What stands where there is no figure. */
  static final String NONE = "–";

  private Html() {}

  /** Text as a page shows it, also inside attributes. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** A share as a percentage with one decimal. */
  static String percent(double share) {
    return Double.isFinite(share) ? format("%.1f", 100 * share) : NONE;
  }

  /** A number of any size. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return Double.isInfinite(value) ? (value > 0 ? "∞" : "−∞") : format("%.3g", value);
  }

  /** A share with its interval below it. */
  static String percent(double share, Interval interval) {
    return percent(share)
        + (Double.isFinite(interval.low())
            ? format("<small>%.1f–%.1f</small>", 100 * interval.low(), 100 * interval.high())
            : "");
  }

  /** A share as a dot with its interval, on a line from 0 to 1 with a mark at one half. */
  static String track(double share, Interval interval) {
    if (!Double.isFinite(share)) {
      return NONE;
    }
    String range =
        Double.isFinite(interval.low())
            ? format(
                "<i style=\"left:%.1f%%;width:%.1f%%\"></i>",
                100 * interval.low(), 100 * (interval.high() - interval.low()))
            : "";
    return format(
        "<span class=\"track\">%s<b style=\"left:%.1f%%\"></b></span>", range, 100 * share);
  }

  /** A whole page without anything from elsewhere. */
  static String page(String title, String body) {
    return """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    <main>
    %s</main>
    </html>
    """
        .formatted(escape(title), style(), body);
  }

  /** A section with a heading and a sentence under it. */
  static String section(String heading, String lead, String content) {
    String said = lead.isEmpty() ? "" : "<p class=\"lead\">" + escape(lead) + "</p>\n";
    return "<section>\n<h2>" + escape(heading) + "</h2>\n" + said + content + "</section>\n";
  }

  private static String style() {
    try (InputStream in = Html.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
