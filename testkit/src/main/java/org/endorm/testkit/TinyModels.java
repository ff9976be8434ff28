package org.endorm.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tiny random models with what the reference implementation says of them in float32; written by
 * {@code tools/make_golden.py}.
 */
public final class TinyModels {
  private TinyModels() {}

  /** One prompt and response with the reference's numbers; {@code reward} at α of 1, 0.5 and 2. */
  public record Case(int[] prompt, int[] response, double[] q, double[] v, JsonNode reward) {
    public double[] reward(double alpha) {
      return TinyModels.doubles(reward.get(String.valueOf(alpha)));
    }
  }

  /** The names of all models. */
  public static List<String> names() {
    return models(root()).stream().map(folder -> folder.getFileName().toString()).toList();
  }

  /**
   * The folders of all models, and of those in the folders that the system property {@code
   * endorm.golden} names (separated as paths are), written by the same tool with other seeds and
   * shapes.
   */
  public static List<Path> folders() {
    List<Path> folders = new ArrayList<>(names().stream().map(TinyModels::folder).toList());
    String more = System.getProperty("endorm.golden", "");
    for (String set : more.isEmpty() ? new String[0] : more.split(File.pathSeparator)) {
      folders.addAll(models(Path.of(set)));
    }
    return folders;
  }

  private static List<Path> models(Path set) {
    try (Stream<Path> models = Files.list(set)) {
      return models.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Folders of tiny models in other formats: GGUF ({@code tools/gguf_models.py}) and quantised
   * safetensors ({@code tools/quantised_models.py}).
   */
  public static List<Path> formats() {
    List<Path> folders = new ArrayList<>();
    for (String set : new String[] {"gguf", "quantised", "split"}) {
      folders.addAll(models(root().resolveSibling("tiny-formats").resolve(set)));
    }
    return folders;
  }

  /** The folder of a tiny GGUF model. */
  public static Path gguf(String name) {
    return root().resolveSibling("tiny-formats").resolve("gguf").resolve(name);
  }

  /** Folders of tiny reward models with a trained head, written by {@code tools/head_models.py}. */
  public static List<Path> heads() {
    return models(root().resolveSibling("tiny-heads"));
  }

  /** A row with the head's outputs after every token, shape [ids][width]. */
  public record HeadCase(int[] ids, double[][] outputs) {}

  /** The golden rows of a reward model. */
  public static List<HeadCase> headCases(Path folder) {
    List<HeadCase> cases = new ArrayList<>();
    for (JsonNode node : golden(folder).get("cases")) {
      List<double[]> outputs = new ArrayList<>();
      node.get("outputs").forEach(row -> outputs.add(doubles(row)));
      cases.add(new HeadCase(ints(node.get("ids")), outputs.toArray(double[][]::new)));
    }
    return cases;
  }

  /** The folder of a model: config, weights, golden values. */
  public static Path folder(String name) {
    return root().resolve(name);
  }

  /** The golden cases of a model. */
  public static List<Case> cases(String name) {
    return cases(folder(name));
  }

  /** The golden cases of the model in a folder. */
  public static List<Case> cases(Path folder) {
    List<Case> cases = new ArrayList<>();
    for (JsonNode node : golden(folder).get("cases")) {
      cases.add(
          new Case(
              ints(node.get("prompt")),
              ints(node.get("response")),
              doubles(node.get("q")),
              doubles(node.get("v")),
              node.get("reward")));
    }
    return cases;
  }

  /** Q(s, a) and V(s) of a row. */
  public record Values(double[] q, double[] v) {}

  /**
   * What the model's cases give with the products of {@code int8} rounded; written by {@code
   * tools/int8_golden.py}.
   */
  public static List<Values> int8(Path folder) {
    List<Values> values = new ArrayList<>();
    for (JsonNode node : read(folder.resolve("int8.json")).get("cases")) {
      values.add(new Values(doubles(node.get("q")), doubles(node.get("v"))));
    }
    return values;
  }

  private static JsonNode golden(Path folder) {
    return read(folder.resolve("golden.json"));
  }

  private static JsonNode read(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    return SharedData.root().resolve("testkit/src/main/resources/org/endorm/testkit/tiny");
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }
}
