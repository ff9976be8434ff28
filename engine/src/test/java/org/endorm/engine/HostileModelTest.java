package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.endorm.engine.checkpoint.ByteChange;
import org.endorm.engine.decoder.Forest;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.decoder.Readout;
import org.endorm.engine.decoder.Segment;
import org.endorm.engine.tensor.Dtype;
import org.endorm.reward.EndormException;
import org.endorm.testkit.TinyModels;

/**
 * Models whose config or metadata somebody has changed: opening them, reading their vocabulary and
 * computing a row ends in numbers or in one sentence of ours.
 */
class HostileModelTest {
  private static final String SEED = "20261126";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EngineOptions OPTIONS = new EngineOptions(Dtype.FLOAT32, 1);

  /** Between them they read every kind of option. */
  private static final List<String> FAMILIES =
      List.of(
          "llama3-rope",
          "qwen2-yarn",
          "gemma3-scaled",
          "gpt_oss",
          "deepseek_v3",
          "falcon-grouped",
          "gpt2");

  private static final List<String> GGUF_FAMILIES =
      List.of(
          "llama3-rope",
          "gemma3",
          "phi3-longrope",
          "deepseek_v3",
          "gpt_oss-mxfp4",
          "exaone4",
          "gpt2");

  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "2",
          "3",
          "-1",
          "7",
          "16777216",
          "2147483647",
          "9999999999",
          "1e308",
          "0.5",
          "-0.0",
          "1e-320",
          "true",
          "false",
          "null",
          "\"\"",
          "\"silu\"",
          "\"yarn\"",
          "\"full_attention\"",
          "[]",
          "[0]",
          "[1, 0, 2]",
          "[1e400]",
          "[\"sliding_attention\"]",
          "{}",
          "{\"rope_type\": \"linear\"}",
          "{\"a\": {\"b\": [1]}}",
          "\"\\u0000\\n\"");

  private static Path folder = Path.of("");

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("hostile");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    clear();
    Files.delete(folder);
  }

  private static void clear() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** An option, by its number among those that a config has, and its new value; none to drop it. */
  record Edit(int option, String value) {}

  @Provide
  Arbitrary<List<Edit>> edits() {
    Arbitrary<String> value = Arbitraries.of(VALUES).injectNull(0.1).map(v -> v == null ? "" : v);
    return Combinators.combine(Arbitraries.integers().between(0, 200), value)
        .as(Edit::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<String> families() {
    return Arbitraries.of(FAMILIES);
  }

  @Property(tries = 1500, seed = SEED)
  void config(@ForAll("families") String family, @ForAll("edits") List<Edit> edits)
      throws IOException {
    clear();
    Path seed = TinyModels.folder(family);
    Files.createSymbolicLink(
        folder.resolve("model.safetensors"), seed.resolve("model.safetensors"));
    ObjectNode config = (ObjectNode) JSON.readTree(seed.resolve("config.json").toFile());
    edits.forEach(edit -> apply(config, edit));
    Files.writeString(folder.resolve("config.json"), config.toString());
    opensOrFails(folder);
  }

  private static void apply(ObjectNode config, Edit edit) {
    List<ObjectNode> holders = new ArrayList<>();
    List<String> names = new ArrayList<>();
    collect(config, holders, names);
    int place = edit.option % names.size();
    try {
      ObjectNode holder = holders.get(place);
      JsonNode value = edit.value.isEmpty() ? null : JSON.readTree(edit.value);
      if (value == null) {
        holder.remove(names.get(place));
      } else {
        holder.set(names.get(place), value);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void collect(ObjectNode object, List<ObjectNode> holders, List<String> names) {
    for (var entry : object.properties()) {
      holders.add(object);
      names.add(entry.getKey());
      if (entry.getValue() instanceof ObjectNode inner) {
        collect(inner, holders, names);
      }
    }
  }

  @Provide
  Arbitrary<List<ByteChange>> changes() {
    Arbitrary<byte[]> real = ByteChange.floats(0f, -1f, 1e-30f, 3e38f, Float.NaN, 64f);
    Arbitrary<byte[]> text = ByteChange.texts("llama", "rope", "<0>", "\u00ff", "yarn", "none");
    return ByteChange.any(8000, real, text).list().ofMinSize(1).ofMaxSize(3);
  }

  @Provide
  Arbitrary<String> ggufFamilies() {
    return Arbitraries.of(GGUF_FAMILIES);
  }

  @Property(tries = 1500, seed = SEED)
  void gguf(@ForAll("ggufFamilies") String family, @ForAll("changes") List<ByteChange> changes)
      throws IOException {
    clear();
    byte[] content = Files.readAllBytes(TinyModels.gguf(family).resolve("model.gguf"));
    Path file = folder.resolve("model.gguf");
    Files.write(file, ByteChange.changed(content, changes));
    opensOrFails(file);
    succeedsOrFails(() -> ModelText.open(file).close());
  }

  private static void opensOrFails(Path path) {
    succeedsOrFails(
        () -> {
          try (PretrainedModel model = PretrainedModel.open(path, OPTIONS)) {
            compute(model);
          }
        });
  }

  /** Anything but success or an error of ours fails the test by itself. */
  private static void succeedsOrFails(Runnable action) {
    try {
      action.run();
    } catch (EndormException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      assertThat(e.getMessage()).hasSizeLessThan(2000);
    }
  }

  private static void compute(PretrainedModel model) {
    int length = Math.min(3, model.contextLength());
    int[] ids = new int[length];
    Arrays.setAll(ids, i -> i % model.vocabularySize());
    Forest forest =
        new Forest(
            List.of(new Segment(Segment.ROOT, 0, ids)),
            List.of(new Readout(0, length - 1, 0)),
            model.decoder().spec().rowLength(length));
    LogitStatistics answer = model.decoder().read(forest, 1);
    assertThat(answer.q()).hasSize(1);
  }
}
