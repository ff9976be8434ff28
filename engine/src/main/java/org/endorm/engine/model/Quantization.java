package org.endorm.engine.model;

import java.util.Locale;
import java.util.Optional;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.ElementType;
import org.endorm.engine.checkpoint.GptqWeight.ZeroFormat;
import org.endorm.engine.checkpoint.MalformedCheckpointException;
import org.endorm.engine.decoder.WeightRef;
import org.endorm.engine.decoder.WeightRef.Scaled.Block;
import org.jspecify.annotations.Nullable;

/**
 * How a checkpoint stores the weights of its linear layers: as plain tensors, in eight bits with
 * scales, or in four bits by GPTQ or AWQ.
 *
 * <p>Weights are what the stored numbers stand for; activations are never quantised. Source: {@code
 * quantization_config} of published configs.
 */
final class Quantization {
  private enum Method {
    PLAIN,
    EIGHT_BITS,
    GPTQ,
    AWQ
  }

  private static final String WEIGHT = ".weight";
  private static final int BITS = 4;

  private final Checkpoint checkpoint;
  private final Method method;
  private final ZeroFormat zeros;
  private final @Nullable Block block;

  private Quantization(
      Checkpoint checkpoint, Method method, ZeroFormat zeros, @Nullable Block block) {
    this.checkpoint = checkpoint;
    this.method = method;
    this.zeros = zeros;
    this.block = block;
  }

  /**
   * Reads what the config says of it.
   *
   * @throws UnsupportedModelException if it is a method, or a variant of one, that is not read here
   */
  static Quantization of(ModelConfig config, Checkpoint checkpoint) {
    return config
        .inner("quantization_config")
        .map(inner -> read(inner, checkpoint))
        .orElseGet(() -> new Quantization(checkpoint, Method.PLAIN, ZeroFormat.V1, null));
  }

  private static Quantization read(ModelConfig config, Checkpoint checkpoint) {
    String method = config.text("quant_method", "");
    return switch (method) {
      // The four bits of gpt-oss are part of its layout.
      case "mxfp4" -> new Quantization(checkpoint, Method.PLAIN, ZeroFormat.V1, null);
      case "gptq" -> new Quantization(checkpoint, Method.GPTQ, zeros(fourBits(config)), null);
      case "awq" -> awq(fourBits(config), checkpoint);
      case "fp8" -> new Quantization(checkpoint, Method.EIGHT_BITS, ZeroFormat.V1, block(config));
      case "fbgemm_fp8" -> new Quantization(checkpoint, Method.EIGHT_BITS, ZeroFormat.V1, null);
      case "compressed-tensors" -> compressed(config, checkpoint);
      default ->
          throw config.unsupported(
              "quantization by "
                  + method
                  + " is not supported; use the unquantised model, or a GGUF");
    };
  }

  private static ModelConfig fourBits(ModelConfig config) {
    int bits = config.size(config.either("bits", "w_bit"));
    if (bits != BITS) {
      throw config.unsupported("quantization to " + bits + " bits is not supported, only to 4");
    }
    return config;
  }

  private static ZeroFormat zeros(ModelConfig config) {
    if (config.inner("dynamic").isPresent()) {
      throw config.unsupported("quantization that differs between layers is not supported");
    }
    String format = config.text("checkpoint_format", "gptq");
    return switch (format) {
      case "gptq" -> ZeroFormat.V1;
      case "gptq_v2" -> ZeroFormat.V2;
      default -> throw config.unsupported("checkpoint_format " + format + " is not supported");
    };
  }

  private static Quantization awq(ModelConfig config, Checkpoint checkpoint) {
    String version = config.text("version", "gemm").toLowerCase(Locale.ROOT);
    if (!version.equals("gemm")) {
      throw config.unsupported("AWQ version " + version + " is not supported, only gemm");
    }
    config.expect("zero_point", true);
    return new Quantization(checkpoint, Method.AWQ, ZeroFormat.V2, null);
  }

  private static Quantization compressed(ModelConfig config, Checkpoint checkpoint) {
    config.expect("format", "float-quantized");
    if (config.has("kv_cache_scheme")) {
      throw config.unsupported("a quantised cache of keys and values is not supported");
    }
    return new Quantization(checkpoint, Method.EIGHT_BITS, ZeroFormat.V1, null);
  }

  private static @Nullable Block block(ModelConfig config) {
    int[] sizes = config.integers("weight_block_size").orElse(null);
    if (sizes == null) {
      return null;
    }
    if (sizes.length != 2 || sizes[0] < 1 || sizes[1] < 1) {
      throw config.invalid("weight_block_size", "must be two sizes");
    }
    return new Block(sizes[0], sizes[1]);
  }

  /** The weight of that name, where the checkpoint has it in any form. */
  Optional<WeightRef> find(String name) {
    if (checkpoint.contains(name)) {
      return Optional.of(isEightBits(name) ? scaled(name) : WeightRef.of(name));
    }
    String layer = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : "";
    if (layer.isEmpty() || !checkpoint.contains(layer + WeightRef.WORDS)) {
      return Optional.empty();
    }
    return switch (method) {
      case GPTQ -> {
        boolean ordered = !checkpoint.contains(layer + WeightRef.GROUPS);
        yield Optional.of(new WeightRef.Gptq(layer, zeros, ordered));
      }
      case AWQ -> Optional.of(new WeightRef.Awq(layer));
      case PLAIN, EIGHT_BITS -> Optional.empty();
    };
  }

  private boolean isEightBits(String name) {
    ElementType type = checkpoint.tensor(name).type();
    return type == ElementType.F8_E4M3 || type == ElementType.F8_E5M2;
  }

  private WeightRef scaled(String name) {
    for (String scales : new String[] {name + "_scale_inv", name + "_scale"}) {
      if (checkpoint.contains(scales)) {
        return new WeightRef.Scaled(name, scales, block);
      }
    }
    if (method == Method.EIGHT_BITS) {
      throw MalformedCheckpointException.inTensor(checkpoint.path(), name, "has no scales");
    }
    return WeightRef.of(name);
  }
}
