package org.endorm.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.endorm.bench.Item;
import org.endorm.bench.data.UnusableDataException;
import org.endorm.scoring.TracedReward;
import org.endorm.scoring.row.RowJson;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run; {@code result.json} is the last to be put in place, so a folder that has it
 * is whole.
 */
public record RunFolder(Path path) {
  static final String RESULT = "result.json";
  private static final String IDENTITY = "run.json";
  private static final String VERDICTS = "verdicts.jsonl";
  private static final String SOLUTIONS = "solutions.jsonl";
  private static final ObjectWriter PRETTY = RowJson.MAPPER.writerWithDefaultPrettyPrinter();

  private interface Content {
    void write(Writer out) throws IOException;
  }

  /** Whether a run has ended here. */
  public boolean isComplete() {
    return Files.exists(path.resolve(RESULT));
  }

  /** Whether a run has begun here. */
  public boolean isBegun() {
    return Files.exists(path.resolve(IDENTITY)) || isComplete();
  }

  /**
   * Notes what a run's numbers depend on, before the first of them.
   *
   * @param anew whether verdicts and answers of an earlier run are thrown away
   */
  public void begin(JsonNode identity, boolean anew) throws IOException {
    Files.createDirectories(path);
    Files.deleteIfExists(path.resolve(RESULT));
    if (anew) {
      Files.deleteIfExists(path.resolve(VERDICTS));
      Files.deleteIfExists(path.resolve(SOLUTIONS));
    }
    file(IDENTITY, out -> out.write(PRETTY.writeValueAsString(identity) + "\n"));
  }

  /** Where the verdicts of the run that began here are put down. */
  public VerdictFile verdicts(List<Item.Answered> items, List<String> judges) throws IOException {
    return VerdictFile.open(path.resolve(VERDICTS), items, judges);
  }

  /** Where the answers are put down that a model writes in the run that began here. */
  public SolutionFile solutions(List<Item> items, int samples) throws IOException {
    return SolutionFile.open(path.resolve(SOLUTIONS), items, samples);
  }

  /** What was noted when a run began here; missing if none did. */
  public JsonNode identity() throws IOException {
    Path file = path.resolve(IDENTITY);
    return Files.exists(file)
        ? RowJson.MAPPER.readTree(Files.readString(file))
        : MissingNode.getInstance();
  }

  /**
   * The names of what differs between a run that began here and another; none if it is the same
   * run, or none began here.
   */
  public List<String> differences(JsonNode identity) throws IOException {
    JsonNode begun = identity();
    if (begun.isMissingNode()) {
      return List.of();
    }
    JsonNode ending = RowJson.MAPPER.readTree(RowJson.MAPPER.writeValueAsString(identity));
    Set<String> names = new TreeSet<>();
    begun.fieldNames().forEachRemaining(names::add);
    ending.fieldNames().forEachRemaining(names::add);
    return names.stream().filter(n -> !begun.path(n).equals(ending.path(n))).toList();
  }

  /**
   * Writes all files of a run.
   *
   * @param explained the judge whose mistakes are shown by token
   * @param tokens that judge, null to show none
   */
  public void write(BenchReport report, String explained, @Nullable TracedReward tokens)
      throws IOException {
    Files.createDirectories(path);
    file("rows.jsonl", new RowLines(report.outcome())::write);
    file("scores.csv", out -> out.write(ScoresCsv.of(report)));
    file("report.html", out -> out.write(HtmlReport.of(report, explained, tokens)));
    file(RESULT, out -> out.write(PRETTY.writeValueAsString(ResultJson.of(report)) + "\n"));
  }

  private void file(String name, Content content) throws IOException {
    Path unfinished = path.resolve(name + ".part");
    try (Writer out = Files.newBufferedWriter(unfinished)) {
      content.write(out);
    }
    Files.move(unfinished, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The figures of a run that ended here.
   *
   * @throws UnusableDataException if there are none
   */
  public JsonNode result() {
    Path file = path.resolve(RESULT);
    try {
      JsonNode result = RowJson.MAPPER.readTree(Files.readString(file));
      if (!result.path("judges").isObject()) {
        throw new UnusableDataException(file, "holds no judges");
      }
      return result;
    } catch (IOException e) {
      throw new UnusableDataException(file, "can't be read: " + e.getMessage(), e);
    }
  }
}
