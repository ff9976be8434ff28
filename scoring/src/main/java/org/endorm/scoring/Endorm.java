package org.endorm.scoring;

import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;
import org.endorm.engine.PretrainedModel;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.Catalogue;
import org.endorm.scoring.catalogue.HubModels;
import org.endorm.scoring.catalogue.ModelName;
import org.endorm.scoring.catalogue.ModelUnavailableException;
import org.endorm.text.ConversationCodec;
import org.jspecify.annotations.Nullable;

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
   * The endogenous reward of a model: a Hugging Face directory, a GGUF file, a catalogue name, {@code
   * hf:OWNER/NAME} or a server's URL.
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
    return local(model, find(model, options.access()), options);
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

  private static OpenedModel local(String name, Path path, LoadOptions options) {
    PretrainedModel model = PretrainedModel.open(path, options.engine());
    ConversationCodec codec;
    String template;
    try {
      codec = model.openCodec();
      template = codec.templateSha256().orElse(null);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
    AnswerEncoder encoder = new CodecEncoder(codec, options.now());
    EndogenousReward reward =
        new EndogenousReward(
            new LocalTraces(model, options.packTokens()),
            encoder,
            options.alpha(),
            options.aggregation());
    Supplier<ModelFacts> facts = () -> facts(name, model, template, options);
    AnswerWriter writer =
        codec.tokenizer().map(t -> new LocalWriter(model, encoder, t)).orElse(null);
    return new OpenedModel(reward, facts, codec.hasTemplate(), notes(name, codec), writer);
  }

  private static List<String> notes(String name, ConversationCodec codec) {
    boolean plain = codec.tokenizer().isPresent() && !codec.hasTemplate();
    return plain
        ? List.of(name + " has no chat template, so prompts are plain text to be completed")
        : List.of();
  }

  private static ModelFacts facts(
      String name, PretrainedModel model, @Nullable String template, LoadOptions options) {
    return new ModelFacts(
        name,
        model.sha256(),
        template,
        SettingsDigest.of(model.path()),
        DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(options.now()),
        options.engine().dtype().label(),
        options.invariant());
  }
}
