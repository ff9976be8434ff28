package org.endorm.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;

/**
 * Refuses what a {@code tokenizer.json} may say that the native library does not check and cannot
 * recover from: it would end the process.
 */
final class TokenizerSteps {
  private static final List<String> INNER = List.of("normalizers", "pretokenizers", "processors");

  private final String source;

  TokenizerSteps(String source) {
    this.source = source;
  }

  /**
   * Checks a normalizer, pre-tokenizer or post-processor with all that is inside of it.
   *
   * @throws TokenizerException if it cannot be used
   */
  void check(JsonNode step) {
    switch (step.path("type").asText()) {
      case "Precompiled" -> checkCharsMap(step.path("precompiled_charsmap"));
      case "Prepend" ->
          require(!step.path("prepend").asText().isEmpty(), "its Prepend step prepends nothing");
      case "FixedLength" ->
          require(step.path("length").asLong(1) > 0, "its FixedLength step has no length");
      case "TemplateProcessing" -> {
        checkTemplate(step, step.path("single"));
        checkTemplate(step, step.path("pair"));
      }
      default -> INNER.forEach(inner -> step.path(inner).forEach(this::check));
    }
  }

  private void checkCharsMap(JsonNode table) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(table.asText());
    } catch (IllegalArgumentException e) {
      throw new TokenizerException(source, "its precompiled_charsmap is not Base64", e);
    }
    require(table.isTextual() && CharsMap.isSound(bytes), "its precompiled_charsmap is damaged");
  }

  private void checkTemplate(JsonNode step, JsonNode pieces) {
    for (JsonNode piece : pieces) {
      JsonNode id = piece.path("SpecialToken").path("id");
      require(
          id.isMissingNode() || step.path("special_tokens").has(id.asText()),
          "its post-processor does not tell the ids of " + id);
    }
  }

  /** Checks the merges of a BPE model whose inner pieces carry a prefix. */
  void checkMerges(JsonNode model) {
    String prefix = model.path("continuing_subword_prefix").asText();
    for (JsonNode merge : model.path("merges")) {
      String right =
          merge.isArray() ? merge.path(1).asText() : merge.asText().replaceFirst("^[^ ]* ", "");
      require(right.startsWith(prefix), "its merge " + merge + " lacks the prefix " + prefix);
    }
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new TokenizerException(source, otherwise);
    }
  }
}
