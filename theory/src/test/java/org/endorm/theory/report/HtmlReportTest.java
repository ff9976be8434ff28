package org.endorm.theory.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.endorm.theory.report.Plot.Axis;
import org.endorm.theory.report.Plot.Mark;
import org.endorm.theory.report.Plot.Series;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private final Plot plot =
      new Plot(
          "title",
          "caption",
          Axis.linear("x"),
          Axis.linear("y"),
          List.of(
              new Series("a & b", Mark.LINE, new double[] {0, 1}, new double[] {0, 1}),
              new Series("c", Mark.LINE, new double[] {0, 1}, new double[] {1, 0})));

  private final Chapter chapter =
      new Chapter(
          "One",
          "Some \"text\".",
          List.of(Claim.atMost("x < y", 0.5, 1), Claim.atLeast("z", 0.5, 1)),
          List.of(plot));

  @Test
  void bodyOfThePage() {
    String page = HtmlReport.page(new TheoryReport(List.of(chapter)));
    assertThat(page.substring(page.indexOf("<p><strong>")))
        .isEqualTo(
            """
            <p><strong>1 of 2 claims hold</strong></p>
            <h2>One</h2>
            <p>Some &quot;text&quot;.</p>
            <table>
            <thead><tr><th>claim<th>measured<th>bound<th>holds</thead>
            <tbody>
            <tr><td>x &lt; y<td>0.5000<td>≤ 1<td class="yes">holds
            <tr><td>z<td>0.5000<td>≥ 1<td class="no">broken
            </tbody>
            </table>
            <figure>
            <b>title</b>
            """
                + SvgPlot.draw(plot)
                + """
                <ul class="key"><li><i class="s0"></i>a &amp; b<li><i class="s1"></i>c</ul>
                <figcaption>caption</figcaption>
                </figure>
                </body>
                </html>
                """);
  }

  @Test
  void thePageIsSelfContainedAndFollowsTheReadersColours() {
    String page = HtmlReport.page(new TheoryReport(List.of()));
    assertThat(page)
        .startsWith("<!doctype html>\n<html lang=\"en\">")
        .endsWith("</body>\n</html>\n")
        .contains("prefers-color-scheme: dark", "width=device-width")
        .doesNotContain("http", "<script", "src=", "@import", "url(");
  }

  @Test
  void escapesWhatHtmlReads() {
    assertThat(HtmlReport.escape("a<b>&\"c\"")).isEqualTo("a&lt;b&gt;&amp;&quot;c&quot;");
  }
}
