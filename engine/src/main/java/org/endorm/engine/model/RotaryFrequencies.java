package org.endorm.engine.model;

import org.endorm.engine.decoder.Rope.Pairing;
import org.endorm.engine.decoder.Rope.Rotary;

/**
 * The frequencies of a rotary embedding under the published ways to stretch it to longer contexts.
 *
 * <p>Options stand at the top level ({@code rope_theta}, {@code rope_scaling}) in configs before
 * 2026 and under {@code rope_parameters} in later ones; both are read, and where both are there
 * {@code rope_scaling} counts, as in the reference implementation. Arithmetic is float32 where the
 * reference's is.
 */
final class RotaryFrequencies {
  private final ModelConfig config;
  private final ModelConfig parameters;
  private final Pairing pairing;
  private final double theta;
  private final int dims;

  private RotaryFrequencies(
      ModelConfig config, ModelConfig parameters, Pairing pairing, double theta, int dims) {
    this.config = config;
    this.parameters = parameters;
    this.pairing = pairing;
    this.theta = theta;
    this.dims = dims;
  }

  /** An embedding that turns whole heads by halves, as most families do. */
  static Rotary of(ModelConfig config, int headDim) {
    return of(config, Pairing.HALVES, headDim);
  }

  /** An embedding that turns whole heads. */
  static Rotary of(ModelConfig config, Pairing pairing, int headDim) {
    ModelConfig parameters = parameters(config);
    return whole(config, parameters, pairing, theta(config, parameters), headDim);
  }

  /**
   * An embedding of whole heads by halves, whose parameters were found already.
   *
   * @param parameters the object that holds them, or the config itself where there is none
   */
  static Rotary of(ModelConfig config, ModelConfig parameters, int headDim, double theta) {
    return whole(config, parameters, Pairing.HALVES, theta, headDim);
  }

  /**
   * An embedding that may turn a part of each head, and does so from its first coordinate on.
   *
   * @param share the part that turns where the config does not say
   */
  static Rotary partial(ModelConfig config, Pairing pairing, int headDim, double share) {
    ModelConfig parameters = parameters(config);
    double stated = share(config, parameters, share);
    int dims = (int) (headDim * stated);
    if (dims < 1 || dims + dims % 2 > headDim) {
      throw config.invalid("partial_rotary_factor", "of " + stated + " is none of a head");
    }
    double theta = theta(config, parameters);
    return new RotaryFrequencies(config, parameters, pairing, theta, dims).read();
  }

  private static Rotary whole(
      ModelConfig config, ModelConfig parameters, Pairing pairing, double theta, int headDim) {
    if (share(config, parameters, 1) != 1) {
      throw config.unsupported("partial_rotary_factor is not supported in this family");
    }
    if (headDim % 2 != 0) {
      throw config.invalid("head_dim", "must be even, is " + headDim);
    }
    return new RotaryFrequencies(config, parameters, pairing, theta, headDim).read();
  }

  private static ModelConfig parameters(ModelConfig config) {
    config.has("rope_parameters");
    return config.inner("rope_scaling").or(() -> config.inner("rope_parameters")).orElse(config);
  }

  private static double theta(ModelConfig config, ModelConfig parameters) {
    double theta = parameters.number("rope_theta", config.number("rope_theta", 10000));
    if (theta <= 1) {
      throw config.invalid("rope_theta", "must be above 1, is " + theta);
    }
    return theta;
  }

  private static double share(ModelConfig config, ModelConfig parameters, double otherwise) {
    double stated = config.number("partial_rotary_factor", otherwise);
    return parameters.number("partial_rotary_factor", stated);
  }

  private Rotary read() {
    if (parameters == config) {
      return Rotary.of(pairing, plain(), 1);
    }
    parameters.has("type");
    String type = parameters.text("rope_type", parameters.text("type", "default"));
    Rotary rope =
        switch (type) {
          case "default" -> Rotary.of(pairing, plain(), 1);
          case "linear" -> Rotary.of(pairing, linear(), 1);
          // Stretches only beyond max_position_embeddings, the longest row that is computed.
          case "dynamic" -> {
            parameters.number("factor");
            yield Rotary.of(pairing, plain(), 1);
          }
          case "llama3" -> Rotary.of(pairing, llama3(), 1);
          case "yarn" -> yarn();
          case "longrope", "su" -> longrope();
          default -> throw config.unsupported("rope_type " + type + " is not supported");
        };
    parameters.has("original_max_position_embeddings");
    parameters.requireAllRead();
    return rope;
  }

  /** 1 / θ^(2i/dims). */
  private float[] plain() {
    float[] frequencies = new float[(dims + 1) / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = 1f / power(i);
    }
    return frequencies;
  }

  private float power(int i) {
    return (float) Math.pow(theta, (float) (2 * i) / dims);
  }

  private float[] linear() {
    float factor = (float) parameters.number("factor");
    float[] frequencies = plain();
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] /= factor;
    }
    return frequencies;
  }

  /** Long wavelengths are divided by the factor, short ones kept, those between blended. */
  private float[] llama3() {
    double factor = parameters.number("factor");
    double low = parameters.number("low_freq_factor");
    double high = parameters.number("high_freq_factor");
    double original = originalContext();
    float[] frequencies = plain();
    for (int i = 0; i < frequencies.length; i++) {
      float wavelength = (float) (2 * Math.PI) / frequencies[i];
      if (wavelength > original / low) {
        frequencies[i] /= (float) factor;
      } else if (wavelength >= original / high) {
        float smooth = (float) ((original / wavelength - low) / (high - low));
        frequencies[i] = (1 - smooth) * frequencies[i] / (float) factor + smooth * frequencies[i];
      }
    }
    return frequencies;
  }

  /**
   * Fast coordinates keep their frequency, slow ones are divided by the factor, a ramp lies
   * between.
   *
   * <p>Source: Peng et al., arXiv 2309.00071.
   */
  private Rotary yarn() {
    int original = originalContext();
    double factor = factor(original);
    double low = turns(number("beta_fast", 32), original);
    double high = turns(number("beta_slow", 1), original);
    if (parameters.flag("truncate", true)) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, dims - 1);
    high = low == high ? high + 0.001 : high;
    float[] frequencies = new float[(dims + 1) / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float ramp = Math.clamp((float) ((i - low) / (high - low)), 0, 1);
      float kept = 1f / power(i);
      float divided = 1f / ((float) factor * power(i));
      frequencies[i] = divided * ramp + kept * (1 - ramp);
    }
    return Rotary.of(pairing, frequencies, yarnScale(factor));
  }

  private double yarnScale(double factor) {
    double scale = number("mscale", 0);
    double scaleAllDims = number("mscale_all_dim", 0);
    if (parameters.has("attention_factor")) {
      return parameters.number("attention_factor");
    }
    if (scale != 0 && scaleAllDims != 0) {
      return yarnScale(factor, scale) / yarnScale(factor, scaleAllDims);
    }
    return yarnScale(factor, 1);
  }

  private static double yarnScale(double factor, double weight) {
    return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
  }

  /**
   * The factor on scores by which attention from a latent vector makes up for a stretched context.
   *
   * <p>Source: DeepSeek-AI, arXiv 2405.04434, and the published code.
   */
  static double latentScale(ModelConfig config) {
    ModelConfig parameters = parameters(config);
    String type = parameters.text("rope_type", parameters.text("type", "default"));
    double weight = parameters == config ? 0 : parameters.number("mscale_all_dim", 0);
    if (type.equals("default") || weight == 0) {
      return 1;
    }
    double scale = yarnScale(parameters.number("factor"), weight);
    return scale * scale;
  }

  /** The coordinate that turns so many times within the original context. */
  private double turns(double rotations, int original) {
    return dims * Math.log(original / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  /**
   * A factor for each coordinate, one set for rows up to the original context, one for longer rows.
   *
   * <p>Source: Ding et al., arXiv 2402.13753.
   */
  private Rotary longrope() {
    int original = originalContext();
    double factor = factor(original);
    double scale = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
    scale = parameters.number("attention_factor", scale);
    float[] shorter = divided("short_factor");
    return new Rotary(pairing, shorter, divided("long_factor"), original, scale);
  }

  private float[] divided(String option) {
    double[] factors =
        parameters
            .numbers(option)
            .orElseThrow(() -> config.invalid("rope_parameters." + option, "is missing"));
    float[] frequencies = new float[(dims + 1) / 2];
    if (factors.length != frequencies.length) {
      throw config.invalid(
          "rope_parameters." + option,
          "has " + factors.length + " factors for " + frequencies.length + " frequencies");
    }
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = 1f / ((float) factors[i] * power(i));
    }
    return frequencies;
  }

  /** An option that counts as missing where it is 0. */
  private double number(String option, double otherwise) {
    double value = parameters.number(option, otherwise);
    return value == 0 ? otherwise : value;
  }

  private double factor(int original) {
    return parameters.has("factor")
        ? parameters.number("factor")
        : (double) config.size("max_position_embeddings") / original;
  }

  /** The context before stretching; the top level counts more than the inner one. */
  private int originalContext() {
    String option = "original_max_position_embeddings";
    if (config.has(option)) {
      return config.size(option);
    }
    return parameters.has(option)
        ? parameters.size(option)
        : config.size("max_position_embeddings");
  }
}
