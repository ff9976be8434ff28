package org.endorm.bench.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.endorm.reward.EndormException;
import org.endorm.scoring.catalogue.FileDigest;
import org.endorm.scoring.row.RowJson;

/**
 * A folder with a benchmark's files, or a single file; remembers what was read and what was
 * damaged.
 *
 * <p>One row is in memory at a time. Damage to a row is a fault and the others go on; damage to a
 * file's form, which hides where its rows begin, is an exception.
 */
public final class DataFolder {
  private static final List<String> ENDINGS = List.of(".json", ".jsonl", ".parquet");

  /** Reads one element and leaves what follows it alone. */
  private static final ObjectReader ELEMENTS =
      RowJson.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path root;
  private final Slice slice;
  private final TableReader tables;
  private final List<DataFile> files = new ArrayList<>();
  private final List<DataFault> faults = new ArrayList<>();

  /**
   * @param root a folder, or a single file
   * @throws UnusableDataException if there is nothing
   */
  public DataFolder(Path root, Slice slice, TableReader tables) {
    if (!Files.exists(root)) {
      throw new UnusableDataException(root, "does not exist");
    }
    this.root = root;
    this.slice = slice;
    this.tables = tables;
  }

  /** The first of these files that is there; names are relative, without ending. */
  public Optional<Path> find(String... names) {
    if (Files.isRegularFile(root)) {
      boolean known = Arrays.asList(names).contains(stem(root.getFileName().toString()));
      return known ? Optional.of(root) : Optional.empty();
    }
    for (String name : names) {
      for (String ending : ENDINGS) {
        Path file = root.resolve(name + ending);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** Every file of a known form, in the order of their names, or the single file. */
  public List<Path> all() {
    if (Files.isRegularFile(root)) {
      return List.of(root);
    }
    try (Stream<Path> paths = Files.walk(root, 3)) {
      return paths
          .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UnusableDataException(root, "can't be listed: " + e.getMessage(), e);
    }
  }

  /** That nothing a benchmark could use is here. */
  public UnusableDataException nothing(String wanted) {
    return new UnusableDataException(root, "holds no " + wanted);
  }

  /**
   * Reads the rows of a file that the slice takes; a row for which {@code row} throws becomes a
   * fault.
   *
   * @throws UnusableDataException if the file can't be read or is not of the form its ending says
   */
  public <T> List<T> read(Path file, Function<DataRow, T> row) {
    List<T> items = new ArrayList<>();
    String name =
        file.equals(root) ? file.getFileName().toString() : root.relativize(file).toString();
    long[] next = {0};
    long[] taken = {0};
    Predicate<JsonNode> each =
        node -> {
          long number = next[0]++;
          if (slice.holds(number) && !node.isMissingNode()) {
            taken[0]++;
            take(name, number, node, row, items);
          }
          return !slice.endsBefore(number + 1);
        };
    try {
      rows(file, each);
      files.add(new DataFile(name, FileDigest.sha256(file), taken[0]));
    } catch (IOException e) {
      throw new UnusableDataException(file, "can't be read: " + e.getMessage(), e);
    }
    return items;
  }

  /**
   * Reads the files of several sets that are there, one after the other.
   *
   * @param names of a set's file, as {@link #find} takes them
   * @param row from a row and the name of its set
   * @throws UnusableDataException if one can't be read
   */
  public <T> List<T> readSets(
      List<String> sets, Function<String, String[]> names, BiFunction<DataRow, String, T> row) {
    List<T> items = new ArrayList<>();
    for (String set : sets) {
      find(names.apply(set))
          .ifPresent(file -> items.addAll(read(file, each -> row.apply(each, set))));
    }
    return items;
  }

  private <T> void take(
      String name, long number, JsonNode node, Function<DataRow, T> row, List<T> items) {
    try {
      if (!(node instanceof ObjectNode fields)) {
        throw new DamagedRowException("the row is not a JSON object");
      }
      items.add(row.apply(new DataRow(stem(name), number, fields)));
    } catch (EndormException e) {
      faults.add(new DataFault(name, number, e.getMessage()));
    }
  }

  private void rows(Path file, Predicate<JsonNode> each) throws IOException {
    if (file.toString().endsWith(".parquet")) {
      tables.read(file, each);
    } else if (file.toString().endsWith(".jsonl")) {
      lines(file, each);
    } else {
      elements(file, each);
    }
  }

  /** Blank lines are counted, and not handed on. */
  private static void lines(Path file, Predicate<JsonNode> each) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!each.test(line.isBlank() ? MissingNode.getInstance() : parsed(line))) {
          return;
        }
      }
    }
  }

  private static JsonNode parsed(String line) {
    try {
      return ELEMENTS.readTree(line);
    } catch (JsonProcessingException e) {
      return NullNode.getInstance(); // No object either: the row becomes a fault.
    }
  }

  private static void elements(Path file, Predicate<JsonNode> each) throws IOException {
    try (JsonParser json = RowJson.MAPPER.createParser(file.toFile())) {
      boolean array = json.nextToken() == JsonToken.START_ARRAY;
      if (array) {
        json.nextToken();
      }
      while (json.currentToken() != null && json.currentToken() != JsonToken.END_ARRAY) {
        JsonNode element = ELEMENTS.readTree(json);
        if (!each.test(element)) {
          return;
        }
        json.nextToken();
      }
      if (array && json.currentToken() == null) {
        throw new IOException("the array has no end");
      }
    } catch (JsonProcessingException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  private static String stem(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  /** The files read so far. */
  public List<DataFile> files() {
    return List.copyOf(files);
  }

  /** The damaged rows met so far. */
  public List<DataFault> faults() {
    return List.copyOf(faults);
  }
}
