package org.endorm.theory.report;

/**
 * The report as one self-contained page: no script, nothing loaded from elsewhere, light and dark
 * by the reader's setting.
 */
final class HtmlReport {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>endorm theory</title>
      <style>
      :root { color-scheme: light dark; --bg: #fff; --fg: #1c2024; --soft: #5f6770; --line: #d9dde2;
        --good: #18794e; --bad: #c62a2f; --c0: #0b68cb; --c1: #c2410c; --c2: #18794e; --c3: #7c3aed;
        --c4: #a16207; --c5: #be185d; --c6: #0e7490; }
      @media (prefers-color-scheme: dark) { :root { --bg: #14171a; --fg: #e8eaed; --soft: #9aa3ad;
        --line: #343a41; --good: #4cc38a; --bad: #ff6369; --c0: #6cb2ff; --c1: #ff9a5c; --c2: #4cc38a;
        --c3: #b79bff; --c4: #e5b93c; --c5: #ff8cc0; --c6: #4fd1e5; } }
      body { margin: 0 auto; padding: 1rem; max-width: 46rem; background: var(--bg); color: var(--fg);
        font: 1rem/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-size: .9rem; }
      th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0;
        border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
      td:nth-child(n+2), th:nth-child(n+2) { white-space: nowrap; overflow-wrap: normal;
        font-variant-numeric: tabular-nums; }
      .yes { color: var(--good); } .no { color: var(--bad); font-weight: 700; }
      figure { margin: 1.5rem 0; } figure b { display: block; }
      figcaption, .note { color: var(--soft); font-size: .9rem; }
      svg { display: block; width: 100%; max-width: 38rem; height: auto; }
      svg text { fill: var(--soft); font-size: 13px; } svg .label { fill: var(--fg); font-size: 14px; }
      svg path { fill: none; } .grid { stroke: var(--line); }
      .line, .dashes { stroke-width: 2.2; } .dashes { stroke-dasharray: 7 5; }
      .points { stroke-width: 5; stroke-linecap: round; opacity: .75; }
      .key { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; padding: 0;
        margin: .3rem 0; font-size: .9rem; }
      .key i { display: inline-block; width: .8em; height: .8em; margin-right: .4em;
        border-radius: 50%; }
      .s0 { stroke: var(--c0); background: var(--c0); } .s1 { stroke: var(--c1); background: var(--c1); }
      .s2 { stroke: var(--c2); background: var(--c2); } .s3 { stroke: var(--c3); background: var(--c3); }
      .s4 { stroke: var(--c4); background: var(--c4); } .s5 { stroke: var(--c5); background: var(--c5); }
      .s6 { stroke: var(--c6); background: var(--c6); }
      @media (max-width: 34rem) {
        table, tbody, tr, td { display: block; } thead { display: none; }
        tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } td { border: 0; padding: 0; }
        td:nth-child(n+2) { display: inline; margin-right: .8em; }
        svg text { font-size: 15px; } svg .label { font-size: 16px; }
        td:nth-child(2)::before { content: "measured "; color: var(--soft); }
      }
      </style>
      </head>
      <body>
      <h1>The theory of the endogenous reward, measured</h1>
      <p>Every number below comes from token MDPs that are solved exactly, with the operator that
      scores real models. <code>endorm theory -o DIR</code> prints the same page again, for seeds
      are fixed; <code>docs/theory.md</code> tells why each line holds.</p>
      """;

  private final StringBuilder out = new StringBuilder(HEAD);

  private HtmlReport() {}

  static String page(TheoryReport theory) {
    HtmlReport report = new HtmlReport();
    report.add("<p><strong>", theory.summary(), "</strong></p>\n");
    theory.chapters().forEach(report::chapter);
    return report.out.append("</body>\n</html>\n").toString();
  }

  private void chapter(Chapter chapter) {
    add("<h2>", chapter.title(), "</h2>\n<p>", chapter.text(), "</p>\n");
    out.append("<table>\n<thead><tr><th>claim<th>measured<th>bound<th>holds</thead>\n<tbody>\n");
    chapter.claims().forEach(claim -> row(chapter.below(claim), claim));
    out.append("</tbody>\n</table>\n");
    chapter.plots().forEach(this::figure);
  }

  private void row(String text, Claim claim) {
    add("<tr><td>", text, "<td>", claim.measuredText(), "<td>", claim.boundText(), "<td ");
    out.append(claim.holds() ? "class=\"yes\">holds\n" : "class=\"no\">broken\n");
  }

  private void figure(Plot plot) {
    add("<figure>\n<b>", plot.title(), "</b>\n");
    out.append(SvgPlot.draw(plot)).append("<ul class=\"key\">");
    for (int i = 0; i < plot.series().size(); i++) {
      out.append("<li><i class=\"s").append(i).append("\"></i>");
      add("", plot.series().get(i).name());
    }
    add("</ul>\n<figcaption>", plot.caption(), "</figcaption>\n</figure>\n");
  }

  /** Appends markup and texts in turn. */
  private void add(String... markupAndText) {
    for (int i = 0; i < markupAndText.length; i++) {
      out.append(i % 2 == 0 ? markupAndText[i] : escape(markupAndText[i]));
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
