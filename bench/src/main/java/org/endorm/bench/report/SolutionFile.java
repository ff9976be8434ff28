package org.endorm.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.endorm.bench.Item;
import org.endorm.bench.SolutionRun;
import org.endorm.bench.SolutionRun.Written;
import org.endorm.scoring.row.RowJson;
import org.jspecify.annotations.Nullable;

/** The answers that a model writes, as they come: a JSON line for each problem, in their order. */
public final class SolutionFile implements SolutionRun.Journal, AutoCloseable {
  private final LineFile file;
  private final List<Written> known;

  private SolutionFile(LineFile file, List<Written> known) {
    this.file = file;
    this.known = List.copyOf(known);
  }

  /** Opens the file, and takes over what it holds of so many answers to each of these problems. */
  static SolutionFile open(Path path, List<Item> items, int samples) throws IOException {
    List<Item> problems = items.stream().filter(item -> item instanceof Item.Open).toList();
    List<Written> known = new ArrayList<>();
    LineFile file =
        LineFile.open(path, problems, (line, problem) -> read(line, problem.key(), samples), known);
    return new SolutionFile(file, known);
  }

  private static @Nullable Written read(String line, String key, int samples) {
    try {
      JsonNode json = RowJson.MAPPER.readTree(line);
      List<String> solutions = new ArrayList<>();
      json.path("solutions").forEach(solution -> solutions.add(solution.asText()));
      boolean own = json.path("item").asText().equals(key) && solutions.size() == samples;
      return own ? new Written(key, solutions) : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  @Override
  public List<Written> known() {
    return known;
  }

  @Override
  public void add(List<Written> written) {
    file.add(written.stream().map(SolutionFile::line).toList());
  }

  private static String line(Written written) {
    ObjectNode json = RowJson.MAPPER.createObjectNode().put("item", written.item());
    ArrayNode solutions = json.putArray("solutions");
    written.solutions().forEach(solutions::add);
    return json.toString();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
