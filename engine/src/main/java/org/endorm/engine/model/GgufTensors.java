package org.endorm.engine.model;

import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.decoder.WeightRef;

/**
 * The tensors of a GGUF file by their usual names, where some files have them fused or apart:
 * queries, keys and values in one, gate and up of all experts in one, the two halves of a latent
 * projection apart.
 */
final class GgufTensors {
  static final int NO_EXPERT = -1;

  private final Checkpoint checkpoint;
  private final ModelConfig config;

  GgufTensors(Checkpoint checkpoint, ModelConfig config) {
    this.checkpoint = checkpoint;
    this.config = config;
  }

  /**
   * @param prefix of the layer
   * @param name within it
   * @param expert of a stack of experts, -1 for the whole
   */
  WeightRef weight(String prefix, String name, int expert) {
    if (checkpoint.contains(prefix + name)) {
      return entry(WeightRef.of(prefix + name), expert);
    }
    int dot = Math.max(0, name.lastIndexOf('.'));
    String leaf = name.substring(dot);
    return switch (name.substring(0, dot)) {
      case "attn_q" -> fusedHeads(prefix, name, leaf, 0);
      case "attn_k" -> fusedHeads(prefix, name, leaf, 1);
      case "attn_v" -> fusedHeads(prefix, name, leaf, 2);
      case "ffn_gate_exps" -> fusedGate(prefix, name, leaf, expert, 0);
      case "ffn_up_exps" -> fusedGate(prefix, name, leaf, expert, 1);
      case "attn_kv_b" -> latentUp(prefix, name, leaf);
      default -> entry(WeightRef.of(prefix + name), expert);
    };
  }

  boolean has(String prefix, String name) {
    return checkpoint.contains(weight(prefix, name, NO_EXPERT).name());
  }

  private static WeightRef entry(WeightRef stack, int expert) {
    return expert == NO_EXPERT ? stack : new WeightRef.Entry(stack, expert);
  }

  private WeightRef fusedHeads(String prefix, String name, String leaf, int part) {
    String whole = prefix + "attn_qkv" + leaf;
    if (!checkpoint.contains(whole)) {
      return WeightRef.of(prefix + name);
    }
    long headDim = config.size("head_dim");
    long queries = config.size("num_attention_heads") * headDim;
    long keys = config.size("num_key_value_heads") * headDim;
    return part == 0
        ? WeightRef.of(whole).rows(0, queries)
        : WeightRef.of(whole).rows(queries + (part - 1) * keys, keys);
  }

  private WeightRef fusedGate(String prefix, String name, String leaf, int expert, int part) {
    String whole = prefix + "ffn_gate_up_exps" + leaf;
    if (!checkpoint.contains(whole) || checkpoint.tensor(whole).rank() < 2) {
      return entry(WeightRef.of(prefix + name), expert);
    }
    long width = checkpoint.tensor(whole).dimension(1) / 2;
    return entry(WeightRef.of(whole), expert).rows(part * width, width);
  }

  private WeightRef latentUp(String prefix, String name, String leaf) {
    String keys = prefix + "attn_k_b" + leaf;
    return checkpoint.contains(keys)
        ? new WeightRef.LatentUp(WeightRef.of(keys), WeightRef.of(prefix + "attn_v_b" + leaf))
        : WeightRef.of(prefix + name);
  }
}
