package org.endorm.text;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a GGUF file says of its vocabulary, as read from the {@code tokenizer.*} metadata; validated
 * by whoever builds a tokenizer from it.
 *
 * @param model {@code tokenizer.ggml.model}: "gpt2" (byte-level BPE), "llama" (SentencePiece BPE),
 *     "t5" (SentencePiece unigram) …
 * @param pre {@code tokenizer.ggml.pre}, null where absent
 * @param tokens shape [V]
 * @param types shape [V], {@code tokenizer.ggml.token_type}: 1 normal, 2 unknown, 3 control, 4 user
 *     defined, 5 unused, 6 byte; null where absent
 * @param scores shape [V], null where absent
 * @param merges BPE merges, each "left right"; empty where absent
 * @param special the ids that have a role
 * @param rules how text is prepared
 * @param chatTemplates {@code tokenizer.chat_template} as "default", and further ones by their
 *     names
 */
public record GgufVocabulary(
    String model,
    @Nullable String pre,
    List<String> tokens,
    int @Nullable [] types,
    float @Nullable [] scores,
    List<String> merges,
    Special special,
    Rules rules,
    Map<String, String> chatTemplates) {

  /**
   * The ids of {@code tokenizer.ggml.*_token_id}, each -1 where absent.
   *
   * @param endOfTurn {@code eot_token_id}
   * @param endOfMessage {@code eom_token_id}
   */
  public record Special(
      int bos, int eos, int unknown, int padding, int endOfTurn, int endOfMessage) {}

  /**
   * What is done to text besides cutting it; each part null where the file does not say.
   *
   * @param modelName {@code general.name}, from which alone it can be told that tokens of Phi-3
   *     take the white space behind them
   * @param addBos {@code add_bos_token}
   * @param addSpacePrefix {@code add_space_prefix}
   * @param removeExtraSpaces {@code remove_extra_whitespaces}
   * @param charsMap {@code precompiled_charsmap}
   */
  public record Rules(
      @Nullable String modelName,
      @Nullable Boolean addBos,
      @Nullable Boolean addSpacePrefix,
      @Nullable Boolean removeExtraSpaces,
      byte @Nullable [] charsMap) {}
}
