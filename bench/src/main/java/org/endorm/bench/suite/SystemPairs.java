package org.endorm.bench.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.Answer;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Comparison;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Score;
import org.endorm.bench.data.DamagedRowException;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.DataRow;

/**
 * System-prompt pairs in the manner of Multifaceted-Bench: one prompt, answers written for
 * different system prompts, each preferred under its own.
 *
 * <p>A row holds {@code prompt}, {@code systems} and as many {@code responses}, the i-th written
 * for the i-th system prompt. Under each system prompt its own answer is compared with each other
 * one. {@code accuracy} is the share of comparisons won; {@code steered} the share of pairs of
 * system prompts under both of which the right answer wins: a judge that ignores system prompts
 * gets 0 of those, and one half of the comparisons.
 *
 * <p>Source of the idea: Lee et al., "Aligning to Thousands of Preferences via System Message
 * Generalization", arXiv 2405.17977.
 */
public final class SystemPairs implements Benchmark {
  @Override
  public String name() {
    return "system-pairs";
  }

  @Override
  public String title() {
    return "System-prompt pairs";
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    List<Item> items = new ArrayList<>();
    for (Path file : folder.all()) {
      items.addAll(folder.read(file, SystemPairs::item));
    }
    if (folder.files().isEmpty()) {
      throw folder.nothing(".jsonl, .json or .parquet file");
    }
    return BenchmarkData.of(items, folder);
  }

  private static Item item(DataRow row) {
    String prompt = row.filled("prompt");
    List<String> responses = row.texts("responses");
    List<String> systems = row.texts("systems", responses.size());
    int n = responses.size();
    if (n < 2) {
      throw new DamagedRowException("there is one response, not several");
    }
    List<Answer> answers = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (int system = 0; system < n; system++) {
      for (int response = 0; response < n; response++) {
        var candidate = Tally.candidate(systems.get(system), prompt, responses.get(response));
        String label = "system " + system + "/response " + response;
        answers.add(new Answer(label, candidate, system == response));
        if (system != response) {
          String cell = "system " + system + "/" + system + ">" + response;
          comparisons.add(new Comparison(system * n + system, system * n + response, cell));
        }
      }
    }
    return new Item.Choice(row.id(), row.file(), row.file(), answers, comparisons);
  }

  @Override
  public Score score(List<Judged> judged) {
    return Domains.of(judged, List.of()).score(SystemPairs::domain);
  }

  private static DomainScore domain(List<Judged> judged) {
    Tally steered = new Tally();
    for (Judged one : judged) {
      int n = (int) Math.round(Math.sqrt(one.choice().answers().size()));
      for (int a = 0; a < n; a++) {
        for (int b = a + 1; b < n; b++) {
          steered.add(one.won(index(a, b, n)) && one.won(index(b, a, n)));
        }
      }
    }
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("steered", steered.share());
    return new DomainScore(Tally.ofComparisons(judged), judged.size(), more, null);
  }

  /** The comparison under one system prompt of its own answer with another's. */
  private static int index(int system, int other, int n) {
    return system * (n - 1) + other - (other > system ? 1 : 0);
  }
}
