package org.endorm.engine.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.endorm.engine.checkpoint.GgufMetadata;
import org.endorm.engine.decoder.WeightRef;

/**
 * How the models of one family lie in GGUF files: what the family is called there, which metadata
 * are which options, what the tensors are called, and how their rows are turned back into the
 * published order.
 *
 * <p>A family starts from what most have in common and says how it differs. Source: the files that
 * llama.cpp's converter writes.
 */
public final class GgufDialect {
  /** Turns a stored weight into the published one; the config is the translated one. */
  interface Turn {
    WeightRef back(WeightRef stored, ModelConfig config);
  }

  private static final Map<String, String> USUAL_NAMES =
      Map.ofEntries(
          Map.entry("model.embed_tokens", "token_embd"),
          Map.entry("model.norm", "output_norm"),
          Map.entry("lm_head", "output"),
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("self_attn.q_norm", "attn_q_norm"),
          Map.entry("self_attn.k_norm", "attn_k_norm"),
          Map.entry("post_attention_layernorm", "ffn_norm"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"),
          Map.entry("mlp.gate", "ffn_gate_inp"),
          Map.entry("mlp.experts.gate_proj", "ffn_gate_exps"),
          Map.entry("mlp.experts.up_proj", "ffn_up_exps"),
          Map.entry("mlp.experts.down_proj", "ffn_down_exps"));

  private final String architecture;
  private final Map<String, String> names = new HashMap<>(USUAL_NAMES);
  private final Map<String, Turn> turns = new HashMap<>();
  private Predicate<GgufMetadata> condition = metadata -> true;
  private Consumer<GgufOptions> options = GgufOptions::usual;
  private boolean shiftsNorms;

  private GgufDialect(String architecture) {
    this.architecture = architecture;
  }

  static GgufDialect of(String architecture) {
    return new GgufDialect(architecture);
  }

  /** Only files whose metadata say so; for families that share a name. */
  GgufDialect when(Predicate<GgufMetadata> isThis) {
    this.condition = isThis;
    return this;
  }

  /** Tensors called otherwise than usual: published names, within a layer or outside, to stored. */
  GgufDialect names(Map<String, String> others) {
    names.putAll(others);
    return this;
  }

  /** Layer norms, whose ε is called so in the config, in place of RMS norms. */
  GgufDialect layerNorms(String epsilonOption) {
    this.options = target -> target.usual(epsilonOption);
    return this;
  }

  /** Metadata beyond the usual; called after the choice of norms. */
  GgufDialect options(Consumer<GgufOptions> further) {
    this.options = this.options.andThen(further);
    return this;
  }

  /** Metadata that have nothing of the usual. */
  GgufDialect onlyOptions(Consumer<GgufOptions> all) {
    this.options = all;
    return this;
  }

  GgufDialect turned(String published, Turn turn) {
    turns.put(published, turn);
    return this;
  }

  /** Rows of queries and keys lie pair by pair, for a rotation of neighbours. */
  GgufDialect pairedRows() {
    for (String leaf : new String[] {".weight", ".bias"}) {
      turned(
          "self_attn.q_proj" + leaf,
          (stored, config) -> new WeightRef.Unpaired(stored, config.size("num_attention_heads")));
      turned(
          "self_attn.k_proj" + leaf,
          (stored, config) -> new WeightRef.Unpaired(stored, config.size("num_key_value_heads")));
    }
    return this;
  }

  /** Norms are stored as they multiply, where the published ones are 1 less. */
  GgufDialect shiftedNorms() {
    this.shiftsNorms = true;
    return this;
  }

  String architecture() {
    return architecture;
  }

  boolean reads(GgufMetadata metadata) {
    return metadata.string("general.architecture").equals(architecture) && condition.test(metadata);
  }

  void translate(GgufOptions target) {
    options.accept(target);
  }

  /**
   * The stored name of a weight, without the layer's number.
   *
   * @param published without the layer's number, with {@code .weight} or {@code .bias}
   */
  Optional<String> storedName(String published) {
    String whole = names.get(published);
    int dot = published.lastIndexOf('.');
    String leaf = dot < 0 ? "" : published.substring(dot);
    if (whole != null || !leaf.equals(".weight") && !leaf.equals(".bias")) {
      return Optional.ofNullable(whole);
    }
    return Optional.ofNullable(names.get(published.substring(0, dot))).map(name -> name + leaf);
  }

  WeightRef published(String name, WeightRef stored, ModelConfig config) {
    Turn turn = turns.get(name);
    if (turn != null) {
      return turn.back(stored, config);
    }
    return shiftsNorms && name.endsWith("norm.weight") ? new WeightRef.Plus(stored, -1) : stored;
  }
}
