package org.endorm.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.BenchRun;
import org.endorm.bench.Item;
import org.endorm.bench.ItemVerdicts;
import org.endorm.bench.Refusal;
import org.endorm.bench.Verdict;
import org.endorm.scoring.row.RowJson;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts of a run as they come: a JSON line for each item, in their order, appended and
 * brought to disk, so that a run that was killed goes on after its last whole line.
 *
 * <p>A number is written so that it reads back to the same double; null stands where a judge gave
 * none.
 */
public final class VerdictFile implements BenchRun.Journal, AutoCloseable {
  private static final String REWARDS = "rewards";
  private static final String MARGINS = "margins";
  private static final String STEPS = "steps";
  private static final String REFUSALS = "refusals";

  private final LineFile file;
  private final List<ItemVerdicts> known;

  private VerdictFile(LineFile file, List<ItemVerdicts> known) {
    this.file = file;
    this.known = List.copyOf(known);
  }

  /**
   * Opens the file, and takes over what it holds of a run of these items by these judges; what
   * follows a line that is not of it is cut off.
   *
   * @throws IOException if it cannot be used, or is in use
   */
  static VerdictFile open(Path path, List<Item.Answered> items, List<String> judges)
      throws IOException {
    List<ItemVerdicts> known = new ArrayList<>();
    LineFile file = LineFile.open(path, items, (line, item) -> read(line, item, judges), known);
    return new VerdictFile(file, known);
  }

  @Override
  public List<ItemVerdicts> known() {
    return known;
  }

  @Override
  public void add(List<ItemVerdicts> verdicts) {
    file.add(verdicts.stream().map(VerdictFile::line).toList());
  }

  private static String line(ItemVerdicts one) {
    ObjectNode json = RowJson.MAPPER.createObjectNode().put("item", one.item());
    one.verdicts()
        .forEach(
            (judge, verdict) -> {
              switch (verdict) {
                case Verdict.Rewards rewards -> put(json, REWARDS, judge, rewards.values());
                case Verdict.Margins margins -> put(json, MARGINS, judge, margins.values());
                case Verdict.Steps steps -> put(json, STEPS, judge, steps.values());
              }
            });
    for (Refusal refusal : one.refusals()) {
      ObjectNode node = json.withArray(REFUSALS).addObject().put("judge", refusal.judge());
      node.put("what", refusal.what()).put("message", refusal.message());
    }
    return json.toString();
  }

  private static void put(ObjectNode json, String kind, String judge, double[] values) {
    ArrayNode array = json.withObject("/" + kind).putArray(judge);
    for (double value : values) {
      if (Double.isNaN(value)) {
        array.addNull();
      } else {
        array.add(value);
      }
    }
  }

  /** The verdicts of a line; null if it is not of this item and these judges. */
  private static @Nullable ItemVerdicts read(String line, Item.Answered item, List<String> judges) {
    JsonNode json;
    try {
      json = RowJson.MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      return null;
    }
    SequencedMap<String, Verdict> verdicts = new LinkedHashMap<>();
    for (String judge : judges) {
      Verdict verdict = verdict(json, judge, item);
      if (verdict == null) {
        return null;
      }
      verdicts.put(judge, verdict);
    }
    List<Refusal> refusals = new ArrayList<>();
    for (JsonNode node : json.path(REFUSALS)) {
      String judge = node.path("judge").asText();
      String what = node.path("what").asText();
      refusals.add(new Refusal(judge, item.key(), what, node.path("message").asText()));
    }
    boolean own = json.path("item").asText().equals(item.key());
    return own ? new ItemVerdicts(item.key(), verdicts, refusals) : null;
  }

  private static @Nullable Verdict verdict(JsonNode json, String judge, Item.Answered item) {
    double[] rewards = numbers(json.path(REWARDS).path(judge));
    double[] margins = numbers(json.path(MARGINS).path(judge));
    double[] steps = numbers(json.path(STEPS).path(judge));
    return switch (item) {
      case Item.Process process -> {
        int n = process.answer().steps().size();
        yield steps != null && (steps.length == 0 || steps.length == n)
            ? new Verdict.Steps(steps)
            : null;
      }
      case Item.Choice choice -> {
        if (rewards != null && rewards.length == choice.answers().size()) {
          yield new Verdict.Rewards(rewards);
        }
        boolean compares = margins != null && margins.length == choice.comparisons().size();
        yield compares ? new Verdict.Margins(margins) : null;
      }
    };
  }

  private static double @Nullable [] numbers(JsonNode array) {
    if (!array.isArray()) {
      return null;
    }
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).isNumber() ? array.get(i).doubleValue() : Double.NaN;
    }
    return values;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
