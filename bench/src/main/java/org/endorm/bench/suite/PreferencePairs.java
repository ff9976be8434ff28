package org.endorm.bench.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import org.endorm.scoring.row.Row;
import org.endorm.scoring.row.RowParser;

/**
 * Any preference file: rows with a chosen and a rejected answer in the shapes that TRL reads, with
 * or without a system prompt.
 *
 * <p>A domain is what the row's {@code domain}, {@code subset} or {@code source} says, else its
 * file's name; its figure the share of its pairs won; the overall figure the mean of the domains.
 */
public final class PreferencePairs implements Benchmark {
  private static final List<String> DOMAIN_FIELDS = List.of("domain", "subset", "source");

  @Override
  public String name() {
    return "pairs";
  }

  @Override
  public String title() {
    return "Preference pairs";
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    List<Item> items = new ArrayList<>();
    for (Path file : folder.all()) {
      items.addAll(folder.read(file, PreferencePairs::item));
    }
    if (folder.files().isEmpty()) {
      throw folder.nothing(".jsonl, .json or .parquet file");
    }
    return BenchmarkData.of(items, folder);
  }

  private static Item item(DataRow row) {
    if (!(new RowParser(null).parse(row.fields(), row.number()) instanceof Row.Pair pair)) {
      throw new DamagedRowException("the row is no pair of a chosen and a rejected answer");
    }
    List<Answer> answers =
        List.of(
            new Answer("chosen", pair.chosen(), true),
            new Answer("rejected", pair.rejected(), false));
    String domain = domain(row);
    return new Item.Choice(
        row.id(), domain, row.file(), answers, List.of(new Comparison(0, 1, domain)));
  }

  private static String domain(DataRow row) {
    for (String field : DOMAIN_FIELDS) {
      if (row.has(field) && row.fields().get(field).isTextual()) {
        return row.text(field);
      }
    }
    return row.file();
  }

  @Override
  public Score score(List<Judged> judged) {
    return Domains.of(judged, List.of())
        .score(items -> DomainScore.of(Tally.ofComparisons(items), items.size()));
  }
}
