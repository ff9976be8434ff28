package org.endorm.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.endorm.engine.EngineOptions;
import org.endorm.engine.ModelProfile;
import org.endorm.engine.ModelText;
import org.endorm.engine.checkpoint.ElementType;
import org.endorm.engine.decoder.Residency;
import org.endorm.reward.EndormException;
import org.endorm.scoring.LoadOptions;
import org.endorm.text.Conversation;
import org.endorm.text.ConversationCodec;
import org.endorm.text.EncodedTrajectory;
import org.jspecify.annotations.Nullable;

/**
 * What {@code endorm models info} tells: the model, its text side, and what scoring with it takes.
 *
 * @param tokens of the tokenizer's vocabulary; 0 where there is none
 * @param templateSha256 null where there is no chat template
 * @param ending what ends an answer, or why that can't be told
 */
record ModelReport(
    Path path,
    ModelProfile model,
    EngineOptions options,
    int tokens,
    @Nullable String templateSha256,
    String ending) {
  /** The JVM and libtorch before any weight, as measured. */
  private static final long START_BYTES = 250_000_000;

  /** A tokenizer's memory for a token of its vocabulary, as measured. */
  private static final long TOKEN_BYTES = 2_300;

  private static final double GIGABYTE = 1e9;

  /**
   * Reads it.
   *
   * @throws EndormException if the model can't be had, is damaged or not supported
   */
  static ModelReport read(Path path, EngineOptions options) {
    ModelProfile model = ModelProfile.of(path, options.dtype());
    try (ConversationCodec codec = ModelText.open(path)) {
      String template = codec.templateSha256().orElse(null);
      int tokens = codec.tokenizer().map(t -> t.vocabularySize()).orElse(0);
      return new ModelReport(
          path, model, options, tokens, template, tokens == 0 ? "" : ending(codec));
    }
  }

  private static String ending(ConversationCodec codec) {
    try {
      EncodedTrajectory answer =
          codec
              .prompt(Conversation.ofPrompt(null, "Hi"), LocalDateTime.now())
              .answer("Hello", false);
      boolean ends = !answer.trajectory().truncated();
      return "answers end with "
          + (ends ? answer.response().texts()[answer.response().length() - 1] : "no token");
    } catch (EndormException e) {
      return "a plain question fails: " + e.getMessage();
    }
  }

  /** About the memory that scoring takes at the usual number of tokens in a batch. */
  private long memoryBytes() {
    long work = options.threads() * model.workBytes(LoadOptions.DEFAULT_PACK_TOKENS);
    return START_BYTES + tokens * TOKEN_BYTES + model.weightBytes() + work;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "family", model.family() + ", " + (model.isGguf() ? "GGUF" : "safetensors"));
    line(text, "parameters", "%,d", model.parameters());
    line(text, "stored", stored());
    line(text, "vocabulary", "%,d tokens", model.spec().vocabulary());
    line(text, "context", "%,d tokens", model.spec().context());
    line(text, "layers", "%d of width %,d", model.spec().layers().size(), model.spec().hidden());
    line(text, "head", head());
    line(
        text,
        "tokenizer",
        tokens == 0 ? "none, so only rows of ids can be scored" : "%,d tokens",
        tokens);
    line(text, "template", template());
    line(text, "dtype", "%s on this machine", options.dtype());
    line(text, "memory", memory());
    if (!model.unread().isEmpty()) {
      line(
          text,
          "not read",
          "%,d tensors, such as %s",
          model.unread().size(),
          model.unread().getFirst());
    }
    line(text, "sha256", model.sha256());
    line(text, "path", path.toString());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String format, Object... values) {
    String said = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    text.append("%-11s %s\n".formatted(name, said));
  }

  private String stored() {
    return model.stored().entrySet().stream()
        .sorted(Map.Entry.<ElementType, Long>comparingByValue(Comparator.reverseOrder()))
        .map(e -> e.getKey() + " " + gigabytes(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private String head() {
    return model.outputs() == 0
        ? "the vocabulary's: a language model"
        : model.outputs()
            + (model.outputs() == 1 ? " output" : " outputs")
            + ": a trained reward model, for bench --classifier";
  }

  private String template() {
    if (tokens == 0 && templateSha256 == null) {
      return "none";
    }
    String which =
        templateSha256 == null ? "none, so prompts are plain text" : "sha256 " + templateSha256;
    return ending.isEmpty() ? which : which + "; " + ending;
  }

  private String memory() {
    String total = "about " + gigabytes(memoryBytes()) + " to score, of which weights take ";
    String weights = gigabytes(model.weightBytes());
    return switch (model.residency()) {
      case KEPT -> total + weights;
      case PASSING ->
          total
              + weights
              + ": they pass layer by layer, as all "
              + gigabytes(model.packedBytes())
              + " are too much for this machine";
    };
  }

  private static String gigabytes(long bytes) {
    return bytes < GIGABYTE / 10
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / GIGABYTE);
  }

  String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", path.toString()).put("sha256", model.sha256()).put("family", model.family());
    json.put("format", model.isGguf() ? "gguf" : "safetensors")
        .put("parameters", model.parameters());
    ObjectNode stored = json.putObject("stored_bytes");
    model.stored().forEach((type, bytes) -> stored.put(type.name(), bytes));
    json.put("vocabulary", model.spec().vocabulary()).put("context", model.spec().context());
    json.put("layers", model.spec().layers().size()).put("hidden", model.spec().hidden());
    json.put("head_outputs", model.outputs()).put("tokenizer_tokens", tokens);
    json.put("template_sha256", templateSha256).put("ending", ending);
    json.put("dtype", options.dtype().label()).put("memory_bytes", memoryBytes());
    json.put("weights_kept", model.residency() == Residency.KEPT);
    model.unread().forEach(json.putArray("not_read")::add);
    return json + "\n";
  }
}
