package org.endorm.bench.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import org.endorm.bench.Answer;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Comparison;
import org.endorm.bench.DomainScore;
import org.endorm.bench.HubFiles;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Matrix;
import org.endorm.bench.Score;
import org.endorm.bench.data.DamagedRowException;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.DataRow;

/**
 * RM-Bench: right answers against subtly wrong ones, each in three styles, so that a judge of
 * substance can be told from a judge of style.
 *
 * <p>A domain is a 3×3 matrix of accuracies, rows by the style of the right answer, columns by that
 * of the wrong one. easy is the mean of the lower triangle (the right answer has the richer style),
 * normal of the diagonal, hard of the upper triangle; the domain's figure is the mean of the three.
 * Both safety files are pooled before the matrix is made.
 *
 * <p>Source: Liu et al., "RM-Bench: Benchmarking Reward Models of Language Models with Subtlety and
 * Style", arXiv 2410.16184, and its published evaluation script.
 */
public final class RmBench implements Benchmark {
  private static final List<String> STYLES = List.of("concise", "plain", "markdown");
  private static final List<String> DOMAINS = List.of("chat", "math", "code", "safety");
  private static final List<String> FILES =
      List.of("chat", "math", "code", "safety-refuse", "safety-response");

  @Override
  public String name() {
    return "rm-bench";
  }

  @Override
  public String title() {
    return "RM-Bench";
  }

  @Override
  public HubFiles hub() {
    return HubFiles.of("THU-KEG/RM-Bench");
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    List<Item> items = folder.readSets(FILES, RmBench::names, RmBench::item);
    if (folder.files().isEmpty()) {
      for (Path file : whole(folder)) {
        items.addAll(folder.read(file, row -> item(row, row.text("domain"))));
      }
    }
    return BenchmarkData.of(items, folder);
  }

  private static String[] names(String part) {
    return new String[] {part + "_filtered", "data/" + part + "_filtered"};
  }

  /** All domains in one: the repository's file, or whatever the hub's data set holds. */
  private static List<Path> whole(DataFolder folder) {
    List<Path> files =
        folder.find("total_dataset", "data/total_dataset").map(List::of).orElseGet(folder::all);
    if (files.isEmpty()) {
      throw folder.nothing("chat_filtered.json or total_dataset.json");
    }
    return files;
  }

  private static Item item(DataRow row, String part) {
    String domain = part.startsWith("safety") ? "safety" : part;
    if (!DOMAINS.contains(domain)) {
      throw new DamagedRowException("the domain \"" + part + "\" is unknown");
    }
    String prompt = row.filled("prompt");
    List<Answer> answers = new ArrayList<>();
    for (String side : List.of("chosen", "rejected")) {
      List<String> texts = row.texts(side, STYLES.size());
      for (int style = 0; style < STYLES.size(); style++) {
        String label = side + "/" + STYLES.get(style);
        var candidate = Tally.candidate(null, prompt, texts.get(style));
        answers.add(new Answer(label, candidate, side.equals("chosen")));
      }
    }
    return new Item.Choice(row.id(), domain, part, answers, comparisons());
  }

  private static List<Comparison> comparisons() {
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < STYLES.size(); i++) {
      for (int j = 0; j < STYLES.size(); j++) {
        String cell = STYLES.get(i) + ">" + STYLES.get(j);
        comparisons.add(new Comparison(i, STYLES.size() + j, cell));
      }
    }
    return comparisons;
  }

  @Override
  public Score score(List<Judged> judged) {
    Score score = Domains.of(judged, DOMAINS).score(RmBench::domain);
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    for (String difficulty : List.of("easy", "normal", "hard")) {
      more.put(difficulty, mean(score, domain -> domain.more().get(difficulty)));
    }
    List<Matrix> matrices = score.domains().values().stream().map(DomainScore::matrix).toList();
    Matrix matrix = matrices.isEmpty() ? null : Matrix.mean(matrices);
    return new Score(score.overall(), score.n(), score.missing(), score.domains(), more, matrix);
  }

  private static double mean(Score score, ToDoubleFunction<DomainScore> figure) {
    return score.domains().values().stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  private static DomainScore domain(List<Judged> judged) {
    double[][] cells = cells(judged);
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("easy", (cells[1][0] + cells[2][0] + cells[2][1]) / 3);
    more.put("normal", (cells[0][0] + cells[1][1] + cells[2][2]) / 3);
    more.put("hard", (cells[0][1] + cells[0][2] + cells[1][2]) / 3);
    double accuracy = (more.get("easy") + more.get("normal") + more.get("hard")) / 3;
    Matrix matrix = new Matrix("chosen", STYLES, "rejected", STYLES, cells, false);
    return new DomainScore(accuracy, judged.size(), more, matrix);
  }

  private static double[][] cells(List<Judged> judged) {
    double[][] cells = new double[STYLES.size()][STYLES.size()];
    for (int cell = 0; cell < STYLES.size() * STYLES.size(); cell++) {
      Tally tally = new Tally();
      for (Judged one : judged) {
        tally.add(one.won(cell));
      }
      cells[cell / STYLES.size()][cell % STYLES.size()] = tally.share();
    }
    return cells;
  }
}
