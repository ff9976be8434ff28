package org.endorm.engine.model;

import java.util.Map;
import org.endorm.engine.decoder.DecoderSpec;

/**
 * The decoder of a Gemma 3 that also sees images: {@link Gemma3Text}, under {@code text_config};
 * its vision tower is left alone, and rows hold text only.
 *
 * <p>Source: keys of transformers' {@code Gemma3Config}.
 */
public final class Gemma3 implements Architecture {
  private final Gemma3Text text = new Gemma3Text();

  @Override
  public String modelType() {
    return "gemma3";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.of();
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    for (String ofImages :
        new String[] {
          "vision_config",
          "mm_tokens_per_image",
          "image_token_index",
          "boi_token_index",
          "eoi_token_index",
          "image_token_id",
          "boi_token_id",
          "eoi_token_id"
        }) {
      config.has(ofImages);
    }
    config.expect("tie_word_embeddings", true);
    ModelConfig inner =
        config
            .inner("text_config")
            .orElseThrow(() -> config.invalid("text_config", "is missing"))
            .withDefaults(text.defaults());
    DecoderSpec spec = text.spec(inner, names);
    inner.requireAllRead();
    return spec;
  }
}
