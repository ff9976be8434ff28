package org.endorm.scoring;

import java.nio.file.Path;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.Catalogue;
import org.endorm.scoring.catalogue.HubModels;
import org.endorm.scoring.catalogue.ModelName;
import org.endorm.scoring.catalogue.ModelUnavailableException;

/**
 * The front door: a model's name in, its reward model out.
 *
 * <pre>{@code
 * try (var rm = Endorm.load("smollm2")) {
 *   double r = rm.reward(prompt, response);
 * }
 * }</pre>
 */
public final class Endorm {
  private Endorm() {}

  /**
   * The endogenous reward of a model: a Hugging Face directory, a GGUF file, a catalogue name,
   * {@code hf:OWNER/NAME} or a server's URL.
   *
   * @throws org.endorm.reward.EndormException if it cannot be had, is damaged or not supported
   */
  public static EndogenousReward load(String model) {
    return open(model, LoadOptions.automatic()).reward();
  }

  /** As {@link #load}, with what there is to say of the model. */
  public static OpenedModel open(String model, LoadOptions options) {
    if (ModelName.parse(model, new Catalogue()) instanceof ModelName.Remote remote) {
      return ServedModel.open(remote.server(), options);
    }
    LocalModel.foresee();
    return LocalModel.open(model, find(model, options.access()), options);
  }

  /**
   * A trained reward model: a folder, {@code hf:OWNER/NAME}.
   *
   * @throws org.endorm.reward.EndormException if it cannot be had, is damaged, not supported or
   *     none
   */
  public static OpenedHead openHead(String model, LoadOptions options) {
    return LocalModel.openHead(find(model, options.access()), options);
  }

  /**
   * Where the tokenizer and the chat template of a model lie on this disk, fetched if need be, and
   * without its weights where these are files of their own.
   *
   * @throws org.endorm.reward.EndormException if they cannot be had, or lie with a server
   */
  public static Path findText(String model, Access access) {
    return find(model, access, HubModels.Part.TEXT);
  }

  /**
   * Where a model lies on this disk, fetched if need be.
   *
   * @throws org.endorm.reward.EndormException if it cannot be had, or lies with a server
   */
  public static Path find(String model, Access access) {
    return find(model, access, HubModels.Part.ALL);
  }

  private static Path find(String model, Access access, HubModels.Part part) {
    Catalogue catalogue = new Catalogue();
    return switch (ModelName.parse(model, catalogue)) {
      case ModelName.Local local -> local.path();
      case ModelName.Catalogued known -> catalogue.fetch(known.model(), access);
      case ModelName.Hub hub -> new HubModels(access).fetch(hub, part);
      case ModelName.Remote remote ->
          throw new ModelUnavailableException(model + " is a server, not files");
    };
  }
}
