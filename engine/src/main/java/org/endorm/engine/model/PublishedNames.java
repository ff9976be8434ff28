package org.endorm.engine.model;

import java.util.List;
import java.util.Optional;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.decoder.WeightRef;

/**
 * A checkpoint under the published names, or under them with the prefix that some tools leave out
 * ({@code model.}, {@code transformer.}) or that models with more than a decoder put in front.
 */
public final class PublishedNames implements WeightNames {
  private static final String INNER = "model.";

  private final Quantization stored;

  private PublishedNames(Quantization stored) {
    this.stored = stored;
  }

  /**
   * @param config what it says of quantisation counts
   * @throws UnsupportedModelException if the weights are quantised in a way that is not read here
   */
  public static PublishedNames of(Checkpoint checkpoint, ModelConfig config) {
    return new PublishedNames(Quantization.of(config, checkpoint));
  }

  @Override
  public WeightRef weight(String published) {
    return find(published).orElseGet(() -> WeightRef.of(published));
  }

  @Override
  public boolean has(String published) {
    return find(published).isPresent();
  }

  private Optional<WeightRef> find(String published) {
    return candidates(published).stream().map(stored::find).flatMap(Optional::stream).findFirst();
  }

  @Override
  public boolean stacksRows() {
    return false;
  }

  private static List<String> candidates(String published) {
    String inner = published.substring(published.indexOf('.') + 1);
    if (published.startsWith(INNER)) {
      return List.of(
          published, inner, "language_model." + published, "model.language_model." + inner);
    }
    if (published.startsWith("transformer.") || published.startsWith("gpt_neox.")) {
      return List.of(published, inner);
    }
    return List.of(published, "language_model." + published);
  }
}
