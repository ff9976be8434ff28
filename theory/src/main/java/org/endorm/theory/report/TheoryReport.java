package org.endorm.theory.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.endorm.theory.ExponentFit;

/**
 * All claims and plots of one run: what {@code endorm theory} prints and writes.
 *
 * @param chapters in the order of the paper, what lies beyond it last
 */
public record TheoryReport(List<Chapter> chapters) {
  /** The seed of the command. */
  public static final long SEED = 20250623;

  public TheoryReport {
    chapters = List.copyOf(chapters);
  }

  /** How many chapters a run has. */
  public static final int CHAPTERS = 4;

  /**
   * Runs everything; the same seed gives the same report.
   *
   * @param done hears how many chapters there are so far
   */
  public static TheoryReport run(long seed, Effort effort, IntConsumer done) {
    List<Supplier<Chapter>> experiments =
        List.of(
            new PropositionOne(seed, effort)::run,
            new TheoremOne(seed, effort)::run,
            new TheoremTwo(seed, effort)::run,
            new BeyondTheory(seed, effort)::run);
    List<Chapter> chapters = new ArrayList<>();
    for (Supplier<Chapter> experiment : experiments) {
      chapters.add(experiment.get());
      done.accept(chapters.size());
    }
    return new TheoryReport(chapters);
  }

  /** Every claim, in order. */
  public List<Claim> claims() {
    return chapters.stream().flatMap(chapter -> chapter.claims().stream()).toList();
  }

  /** Whether all claims hold. */
  public boolean holds() {
    return claims().stream().allMatch(Claim::holds);
  }

  /** The claims as a JSON array of one object a line, numbers as they read back. */
  public String json() {
    return String.join(
        "", "[\n", String.join(",\n", claims().stream().map(TheoryReport::json).toList()), "\n]\n");
  }

  private static String json(Claim claim) {
    ExponentFit fit = claim.fit();
    String interval = fit == null ? "" : ", \"interval\": [" + fit.low() + ", " + fit.high() + "]";
    return "  {\"claim\": \"%s\", \"measured\": %s%s, \"relation\": \"%s\", \"bound\": %s, \"holds\": %s}"
        .formatted(
            claim.claim().replace("\\", "\\\\").replace("\"", "\\\""),
            claim.measured(),
            interval,
            claim.relation().sign(),
            claim.bound(),
            claim.holds());
  }

  /** The claims as a table for a terminal, and how many hold. */
  public String table() {
    return ClaimTable.of(chapters) + summary() + "\n";
  }

  /** How many claims there are and hold. */
  String summary() {
    long held = claims().stream().filter(Claim::holds).count();
    return held + " of " + claims().size() + " claims hold";
  }

  /** The claims and plots as one self-contained page. */
  public String html() {
    return HtmlReport.page(this);
  }
}
