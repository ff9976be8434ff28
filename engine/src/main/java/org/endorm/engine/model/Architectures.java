package org.endorm.engine.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.endorm.engine.checkpoint.GgufCheckpoint;
import org.endorm.engine.checkpoint.GgufMetadata;
import org.endorm.engine.decoder.DecoderSpec;

/** Every architecture there is: adding one means one file and one line here. */
public final class Architectures {
  private static final List<Architecture> KNOWN =
      List.of(
          new Cohere(),
          new Cohere2(),
          new DeepseekV2(),
          new DeepseekV3(),
          new Exaone4(),
          new Falcon(),
          new Gemma(),
          new Gemma2(),
          new Gemma3(),
          new Gemma3Text(),
          new Glm4(),
          new Gpt2(),
          new GptNeoX(),
          new GptOss(),
          new Granite(),
          new Llama(),
          new Ministral(),
          new Mistral(),
          new Mixtral(),
          new Nemotron(),
          new Olmo2(),
          new Phi(),
          new Phi3(),
          new Qwen2(),
          new Qwen3(),
          new Qwen3Moe(),
          new SmolLm3(),
          new StableLm(),
          new Starcoder2());

  private static final String MODEL = "model";

  private Architectures() {}

  /**
   * A family of models that is read.
   *
   * @param modelType in its configs
   * @param gguf what it is called in GGUF files; empty where it is not read from them
   */
  public record Family(String modelType, Optional<String> gguf) {}

  /** All families, by name. */
  public static List<Family> families() {
    return KNOWN.stream()
        .map(known -> new Family(known.modelType(), known.gguf().map(GgufDialect::architecture)))
        .sorted(Comparator.comparing(Family::modelType))
        .toList();
  }

  /**
   * What a config and the names of its weights describe.
   *
   * @throws UnsupportedModelException if its family is none of the known, or an option is unknown
   */
  public static DecoderSpec spec(ModelConfig config, WeightNames names) {
    Architecture family = of(config);
    DecoderSpec spec = family.spec(config.withDefaults(family.defaults()), names);
    config.requireAllRead();
    return spec;
  }

  /**
   * The architecture that a config names.
   *
   * @throws UnsupportedModelException if it is none of the known
   */
  private static Architecture of(ModelConfig config) {
    String type = config.text("model_type", "");
    if (type.isEmpty()) {
      throw config.invalid("model_type", "is missing");
    }
    return KNOWN.stream()
        .filter(architecture -> architecture.modelType().equals(type))
        .findFirst()
        .orElseThrow(() -> config.unsupported(unknown(type)));
  }

  /**
   * The architecture of a GGUF file.
   *
   * @throws UnsupportedModelException if it is none of the known, or no language model
   */
  static Architecture of(GgufCheckpoint checkpoint) {
    GgufMetadata metadata = checkpoint.metadata();
    String kind = metadata.has("general.type") ? metadata.string("general.type") : MODEL;
    if (!kind.equals(MODEL)) {
      throw new UnsupportedModelException(
          checkpoint.path(), "the file holds a " + kind + ", not a language model.");
    }
    return KNOWN.stream()
        .filter(architecture -> architecture.gguf().filter(d -> d.reads(metadata)).isPresent())
        .findFirst()
        .orElseThrow(() -> unknownGguf(checkpoint));
  }

  private static UnsupportedModelException unknownGguf(GgufCheckpoint checkpoint) {
    String known =
        KNOWN.stream()
            .flatMap(architecture -> architecture.gguf().stream())
            .map(GgufDialect::architecture)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    String name = checkpoint.metadata().string("general.architecture");
    return new UnsupportedModelException(
        checkpoint.path(),
        "GGUF architecture " + name + " is not supported; known are " + known + ".");
  }

  private static String unknown(String type) {
    return "architecture " + type + " is not supported; known are " + names();
  }

  private static String names() {
    return KNOWN.stream().map(Architecture::modelType).sorted().collect(Collectors.joining(", "));
  }
}
