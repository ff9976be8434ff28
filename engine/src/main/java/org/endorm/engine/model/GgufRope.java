package org.endorm.engine.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The rotary embedding of a GGUF file as options in the spelling of configs before 2026. */
final class GgufRope {
  static final String FACTORS = "rope_freqs.weight";
  static final String SHORT_FACTORS = "rope_factors_short.weight";
  static final String LONG_FACTORS = "rope_factors_long.weight";

  private static final double THETA = 10_000;
  private static final double LOG_WEIGHT = 0.1;

  private final GgufOptions options;

  GgufRope(GgufOptions options) {
    this.options = options;
  }

  void translate() {
    base();
    options.put("partial_rotary_factor", 1.0);
    if (options.has("rope.dimension_count")) {
      options.put("partial_rotary_factor", share(options.integer("rope.dimension_count")));
    }
    scaling();
  }

  void base() {
    options.put("rope_theta", THETA);
    options.number("rope_theta", "rope.freq_base");
  }

  /**
   * The scaling of attention from a latent vector: the key holds a tenth of mscale_all_dim, which
   * is mscale too in all published models.
   */
  void latentScaling() {
    scaling();
    String key = "rope.scaling.yarn_log_multiplier";
    if (options.has(key)) {
      double weight = options.decimal(key) / LOG_WEIGHT;
      options.object("rope_scaling").put("mscale", weight).put("mscale_all_dim", weight);
    }
  }

  /** The share of a head that gives back this many coordinates when it is multiplied and cut. */
  private double share(int coordinates) {
    int headDim = options.headDim();
    double share = (double) coordinates / headDim;
    return (int) (headDim * share) < coordinates ? Math.nextUp(share) : share;
  }

  private void scaling() {
    boolean longRope = options.hasTensor(LONG_FACTORS);
    String type = options.text("rope.scaling.type", longRope ? "longrope" : "linear");
    if (options.hasTensor(FACTORS)) {
      factors(type);
      return;
    }
    switch (type) {
      case "none" -> unstretched();
      case "linear" -> linear();
      case "yarn" -> yarn();
      case "longrope" -> longrope();
      default -> throw options.unsupported("rope.scaling.type " + type + " is not supported");
    }
  }

  private void unstretched() {
    options.expect("rope.scaling.factor", 1);
    options.has("rope.scaling.original_context_length");
  }

  private void linear() {
    String key = options.has("rope.scaling.factor") ? "rope.scaling.factor" : "rope.scale_linear";
    options.has("rope.scaling.original_context_length");
    double factor = options.has(key) ? options.decimal(key) : 1;
    if (factor != 1 && factor != 0) {
      options.object("rope_scaling").put("rope_type", "linear").put("factor", factor);
    }
  }

  private void yarn() {
    ObjectNode scaling = options.object("rope_scaling");
    scaling.put("rope_type", "yarn").put("factor", options.decimal("rope.scaling.factor"));
    scaling.put(
        "original_max_position_embeddings",
        options.integer("rope.scaling.original_context_length"));
    options.expect("rope.scaling.yarn_ext_factor", 1);
    copy(scaling, "attention_factor", "rope.scaling.yarn_attn_factor");
    copy(scaling, "beta_fast", "rope.scaling.yarn_beta_fast");
    copy(scaling, "beta_slow", "rope.scaling.yarn_beta_slow");
  }

  private void copy(ObjectNode scaling, String option, String key) {
    if (options.has(key)) {
      scaling.put(option, options.decimal(key));
    }
  }

  /** What each frequency is divided by, whatever rule it came from (Llama 3's, in most files). */
  private void factors(String type) {
    if (!type.equals("linear") && !type.equals("none")) {
      throw options.unsupported("rope.scaling.type " + type + " beside " + FACTORS);
    }
    options.expect("rope.scaling.factor", 1);
    int context = options.integer("context_length");
    longrope(FACTORS, FACTORS, context).put("attention_factor", 1);
  }

  private void longrope() {
    int original = options.integer("rope.scaling.original_context_length");
    ObjectNode scaling = longrope(SHORT_FACTORS, LONG_FACTORS, original);
    copy(scaling, "attention_factor", "rope.scaling.attn_factor");
  }

  private ObjectNode longrope(String shorter, String longer, int original) {
    ObjectNode scaling = options.object("rope_scaling");
    scaling.put("rope_type", "longrope");
    options.put("original_max_position_embeddings", original);
    numbers(scaling.putArray("short_factor"), shorter);
    numbers(scaling.putArray("long_factor"), longer);
    return scaling;
  }

  private void numbers(ArrayNode target, String tensor) {
    for (float value : options.floats(tensor)) {
      target.add(value);
    }
  }
}
