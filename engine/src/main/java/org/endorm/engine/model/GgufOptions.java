package org.endorm.engine.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.endorm.engine.checkpoint.Dequantizer;
import org.endorm.engine.checkpoint.GgufCheckpoint;
import org.endorm.engine.checkpoint.GgufMetadata;
import org.endorm.engine.checkpoint.StoredTensor;

/**
 * The metadata of a GGUF file, translated into options under their published names.
 *
 * <p>It remembers which keys were asked for: one of the architecture's that nobody read is an
 * error, since it might change the numbers.
 */
final class GgufOptions {
  /** Far above the coordinates of any head. */
  private static final int MOST_NUMBERS = 1 << 16;

  private static final Set<String> HARMLESS =
      Set.of("vocab_size", "rope.scaling.finetuned", "pooling_type");

  private final GgufCheckpoint checkpoint;
  private final GgufMetadata metadata;
  private final String architecture;
  private final ObjectNode options = JsonNodeFactory.instance.objectNode();
  private final Set<String> asked = new HashSet<>(HARMLESS);
  private final Set<String> tensorsRead = new HashSet<>();

  GgufOptions(GgufCheckpoint checkpoint, String architecture) {
    this.checkpoint = checkpoint;
    this.metadata = checkpoint.metadata();
    this.architecture = architecture;
  }

  /** What most families have: sizes, RMS norms, a rotary embedding. */
  void usual() {
    sizes();
    put("rms_norm_eps", decimal("attention.layer_norm_rms_epsilon"));
    new GgufRope(this).translate();
  }

  /** The same with layer norms; some files tell the ε under both names. */
  void usual(String epsilonOption) {
    sizes();
    layerNorm(epsilonOption);
    new GgufRope(this).translate();
  }

  void layerNorm(String epsilonOption) {
    double epsilon = decimal("attention.layer_norm_epsilon");
    put(epsilonOption, epsilon);
    expect("attention.layer_norm_rms_epsilon", epsilon);
  }

  /** Sizes but for those of keys and values. */
  void widths() {
    put("num_hidden_layers", layers());
    put("hidden_size", integer("embedding_length"));
    put("max_position_embeddings", integer("context_length"));
    put("vocab_size", vocabulary());
    put("tie_word_embeddings", !hasTensor("output.weight"));
    size("intermediate_size", "feed_forward_length");
    put("num_attention_heads", heads());
    expect("attention.causal", true);
  }

  private void sizes() {
    widths();
    put("num_key_value_heads", heads());
    size("num_key_value_heads", "attention.head_count_kv");
    put("head_dim", headDim());
    expect("attention.value_length", headDim());
  }

  private long vocabulary() {
    StoredTensor tokens = checkpoint.tensor("token_embd.weight");
    return tokens.rank() == 0 ? 0 : tokens.dimension(0);
  }

  private int heads() {
    return sameInAllLayers("attention.head_count");
  }

  int headDim() {
    if (has("attention.key_length")) {
      return positive("attention.key_length");
    }
    return Math.max(1, integer("embedding_length") / Math.max(1, heads()));
  }

  int layers() {
    int ahead = has("nextn_predict_layers") ? integer("nextn_predict_layers") : 0;
    int layers = integer("block_count") - ahead;
    if (ahead < 0 || layers < 1 || layers > Sizes.MOST_LAYERS) {
      throw unsupported("block_count of " + integer("block_count") + " is impossible");
    }
    return layers;
  }

  /** The sliding window, where there is one, and the layers that have it. */
  void window() {
    int window = has("attention.sliding_window") ? integer("attention.sliding_window") : 0;
    if (window == 0) {
      options.putNull("sliding_window");
      return;
    }
    put("sliding_window", window);
    windowPattern();
  }

  private void windowPattern() {
    String key = "attention.sliding_window_pattern";
    if (!has(key)) {
      return;
    }
    ArrayNode types = options.putArray("layer_types");
    boolean[] slides = metadata.isArray(name(key)) ? metadata.bools(name(key)) : null;
    if (slides != null && slides.length != layers()) {
      throw unsupported("it names " + slides.length + " of " + layers() + " layers");
    }
    for (int i = 0; i < layers(); i++) {
      boolean sliding = slides == null ? (i + 1) % positive(key) != 0 : slides[i];
      types.add(sliding ? "sliding_attention" : "full_attention");
    }
  }

  /** No layer has a window. */
  void allLayersFull() {
    ArrayNode types = options.putArray("layer_types");
    for (int i = 0; i < layers(); i++) {
      types.add("full_attention");
    }
  }

  /** How many experts there are, and how many a token is given to. */
  void experts(String countOption) {
    put(countOption, integer("expert_count"));
    put("num_experts_per_tok", sameInAllLayers("expert_used_count"));
  }

  /** Puts a number under an option, where the file has it. */
  void number(String option, String key) {
    if (has(key)) {
      options.put(option, metadata.number(name(key)));
    }
  }

  /** Puts a whole number under an option, where the file has it. */
  void size(String option, String key) {
    if (has(key)) {
      put(option, sameInAllLayers(key));
    }
  }

  /** Switches an option on where the first layer has a tensor of that name, or of the other. */
  void flag(String option, String tensor, String orTensor) {
    options.put(option, hasTensor("blk.0." + tensor) || hasTensor("blk.0." + orTensor));
  }

  void flag(String option, String tensor) {
    flag(option, tensor, tensor);
  }

  /** Switches an option on where queries have a bias, be they fused with keys and values or not. */
  void queryBias(String option) {
    flag(option, "attn_q.bias", "attn_qkv.bias");
  }

  void put(String option, long value) {
    options.put(option, value);
  }

  void put(String option, double value) {
    options.put(option, value);
  }

  void put(String option, boolean value) {
    options.put(option, value);
  }

  void put(String option, String value) {
    options.put(option, value);
  }

  void putNull(String option) {
    options.putNull(option);
  }

  /** An option that is itself options. */
  ObjectNode object(String option) {
    return options.withObjectProperty(option);
  }

  ArrayNode array(String option) {
    return options.withArrayProperty(option);
  }

  void rename(Map<String, String> others) {
    others.forEach((from, to) -> options.set(to, options.remove(from)));
  }

  /** A number that was put already. */
  double value(String option) {
    return options.get(option).doubleValue();
  }

  boolean has(String key) {
    asked.add(key);
    return metadata.has(name(key));
  }

  int integer(String key) {
    asked.add(key);
    return metadata.integer(name(key));
  }

  private int positive(String key) {
    int value = integer(key);
    if (value < 1) {
      throw unsupported(key + " of " + value + " is impossible");
    }
    return value;
  }

  /** The first of two keys that the file has; the second is asked for in any case. */
  int either(String key, String otherwise) {
    has(otherwise);
    return has(key) ? integer(key) : integer(otherwise);
  }

  double decimal(String key) {
    asked.add(key);
    return metadata.number(name(key));
  }

  String text(String key, String otherwise) {
    return has(key) ? metadata.string(name(key)) : otherwise;
  }

  boolean bool(String key, boolean otherwise) {
    return has(key) ? metadata.bool(name(key)) : otherwise;
  }

  /** Refuses a flag that is there and differs. */
  void expect(String key, boolean value) {
    if (bool(key, value) != value) {
      throw unsupported(key + " " + !value + " is not supported");
    }
  }

  /** Refuses a text that is there and differs. */
  void expect(String key, String value) {
    if (!text(key, value).equals(value)) {
      throw unsupported(key + " " + text(key, value) + " is not supported");
    }
  }

  /** Refuses a number that is there and differs. */
  void expect(String key, double value) {
    if (has(key) && decimal(key) != value) {
      throw unsupported(key + " " + decimal(key) + " is not supported, only " + value);
    }
  }

  boolean hasTensor(String name) {
    return checkpoint.contains(name);
  }

  /** The numbers of a small tensor that is an option in other formats. */
  float[] floats(String tensor) {
    StoredTensor stored = checkpoint.tensor(tensor);
    if (stored.elements() > MOST_NUMBERS) {
      throw unsupported("tensor " + stored + " is no list of factors");
    }
    tensorsRead.add(tensor);
    float[] values = new float[(int) stored.elements()];
    Dequantizer.toFloat32(stored, MemorySegment.ofArray(values));
    return values;
  }

  /** Tensors whose numbers went into the options. */
  Set<String> tensorsRead() {
    return Set.copyOf(tensorsRead);
  }

  private int sameInAllLayers(String key) {
    asked.add(key);
    if (!metadata.isArray(name(key))) {
      return metadata.integer(name(key));
    }
    int[] values = metadata.integers(name(key));
    if (values.length == 0 || Arrays.stream(values).anyMatch(value -> value != values[0])) {
      throw unsupported(key + " differs between layers");
    }
    return values[0];
  }

  UnsupportedModelException unsupported(String what) {
    return new UnsupportedModelException(checkpoint.path(), "metadata: " + what + ".");
  }

  /**
   * The options.
   *
   * @throws UnsupportedModelException if the architecture has metadata that nobody asked for
   */
  ObjectNode finish(String modelType) {
    String prefix = name("");
    for (String key : metadata.keys()) {
      if (key.startsWith(prefix) && !asked.contains(key.substring(prefix.length()))) {
        throw unsupported(key + " is not known here and might change the numbers");
      }
    }
    return options.put("model_type", modelType);
  }

  private String name(String key) {
    return architecture + "." + key;
  }
}
