package org.endorm.engine.model;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.endorm.engine.checkpoint.GgufCheckpoint;
import org.endorm.engine.decoder.WeightRef;

/**
 * A GGUF file under the published names: its metadata as a config, its tensors as the weights of
 * the reference implementation.
 */
public final class GgufLayout implements WeightNames {
  private static final Pattern IN_LAYER =
      Pattern.compile("(?:model|transformer|gpt_neox)\\.(?:layers|h)\\.(\\d+)\\.(.+)");
  private static final Pattern EXPERT = Pattern.compile("(.+\\.experts)\\.(\\d+)(\\..+)");
  private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,9})\\..+");

  private final GgufCheckpoint checkpoint;
  private final GgufDialect dialect;
  private final ModelConfig config;
  private final GgufOptions options;
  private final GgufTensors tensors;

  private GgufLayout(
      GgufCheckpoint checkpoint, GgufDialect dialect, GgufOptions options, ModelConfig config) {
    this.checkpoint = checkpoint;
    this.dialect = dialect;
    this.config = config;
    this.options = options;
    this.tensors = new GgufTensors(checkpoint, config);
  }

  /**
   * Reads the metadata.
   *
   * @throws UnsupportedModelException if the architecture, or something that it says, is not known
   */
  public static GgufLayout of(GgufCheckpoint checkpoint) {
    Architecture family = Architectures.of(checkpoint);
    GgufDialect dialect = family.gguf().orElseThrow();
    GgufOptions options = new GgufOptions(checkpoint, dialect.architecture());
    dialect.translate(options);
    ModelConfig config = new ModelConfig(checkpoint.path(), options.finish(family.modelType()));
    return new GgufLayout(checkpoint, dialect, options, config);
  }

  /** The metadata as a config. */
  public ModelConfig config() {
    return config;
  }

  @Override
  public WeightRef weight(String published) {
    Place place = Place.of(published);
    String stored =
        dialect
            .storedName(place.inner)
            .orElseThrow(() -> config.unsupported("a GGUF file has no place for " + published));
    WeightRef weight = tensors.weight(place.prefix, stored, place.expert);
    return dialect.published(place.inner, weight, config);
  }

  @Override
  public boolean has(String published) {
    Place place = Place.of(published);
    Optional<String> stored = dialect.storedName(place.inner);
    return stored.isPresent() && tensors.has(place.prefix, stored.get());
  }

  @Override
  public boolean stacksRows() {
    return true;
  }

  /**
   * Refuses tensors that were not read: a bias or a factor that is left out is a wrong number.
   * Blocks after the last layer, which predict further tokens ahead, are left alone.
   *
   * @param read the names of those that were
   */
  public void requireAllRead(Set<String> read) {
    int layers = options.layers();
    Set<String> readAsOptions = options.tensorsRead();
    for (String name : checkpoint.names()) {
      Matcher block = BLOCK.matcher(name);
      boolean beyond = block.matches() && Integer.parseInt(block.group(1)) >= layers;
      if (!read.contains(name) && !readAsOptions.contains(name) && !beyond) {
        throw config.unsupported(
            "tensor " + name + " has no place in this architecture and might change the numbers");
      }
    }
  }

  /**
   * Where a published name leads.
   *
   * @param prefix {@code blk.N.} for a weight of layer N
   * @param inner the name without layer and expert
   * @param expert its number, or {@link GgufTensors#NO_EXPERT}
   */
  private record Place(String prefix, String inner, int expert) {
    static Place of(String published) {
      Matcher layer = IN_LAYER.matcher(published);
      if (!layer.matches()) {
        return new Place("", published, GgufTensors.NO_EXPERT);
      }
      String prefix = "blk." + layer.group(1) + ".";
      Matcher expert = EXPERT.matcher(layer.group(2));
      return expert.matches()
          ? new Place(prefix, expert.group(1) + expert.group(3), Integer.parseInt(expert.group(2)))
          : new Place(prefix, layer.group(2), GgufTensors.NO_EXPERT);
    }
  }
}
