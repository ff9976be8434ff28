package org.endorm.scoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.endorm.engine.ModelText;
import org.endorm.reward.PolicyReward;
import org.endorm.reward.Trajectory.Ending;
import org.endorm.scoring.catalogue.FileDigest;
import org.endorm.scoring.catalogue.ModelUnavailableException;
import org.endorm.scoring.remote.RemoteModel;
import org.endorm.scoring.row.RowException;
import org.endorm.text.ConversationCodec;
import org.jspecify.annotations.Nullable;

/**
 * Opens models of servers. The ids of a row are sent as they are; text is rendered and tokenised
 * here, with the tokenizer that the user names, else with the server's own.
 */
final class ServedModel {
  private static final String KEY = "ENDORM_API_KEY";

  private ServedModel() {}

  /** The text side: how rows become ids, and what that depends on. */
  private record Text(@Nullable ConversationCodec codec, Supplier<@Nullable String> sha256) {}

  /**
   * Opens one.
   *
   * @throws org.endorm.reward.UnknowableRewardException if α or the aggregate asks for more than
   *     log π tells
   * @throws org.endorm.reward.EndormException if the server or its tokenizer cannot be had
   */
  static OpenedModel open(URI url, LoadOptions options) {
    if (options.access().offline()) {
      throw new ModelUnavailableException(url + " is a server, and --offline forbids asking it");
    }
    PolicyReward.requireKnowable(options.alpha(), Ending.ENDED, options.aggregation());
    RemoteModel model = RemoteModel.find(url, options.access().environment().get(KEY));
    try {
      Text text = text(model, options);
      ConversationCodec codec = text.codec();
      String template = codec == null ? null : codec.templateSha256().orElse(null);
      EndogenousReward reward =
          new EndogenousReward(
              model.traces(options.engine().threads()),
              codec == null ? refusing(model) : new CodecEncoder(codec, options.now()),
              options.alpha(),
              options.aggregation());
      return new OpenedModel(
          reward,
          () -> facts(model, template, text, options),
          codec != null && codec.hasTemplate(),
          notes(model, codec));
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static Text text(RemoteModel model, LoadOptions options) {
    if (options.tokenizer() != null) {
      Path path = Endorm.findText(options.tokenizer(), options.access());
      return new Text(ModelText.open(path), () -> digest(path));
    }
    Optional<RemoteModel.Text> own = model.text();
    return own.isEmpty()
        ? new Text(null, () -> null)
        : new Text(own.get().codec(), () -> FileDigest.sha256(bytes(own.get().facts())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String digest(Path path) {
    try {
      return Files.isDirectory(path) ? SettingsDigest.of(path) : FileDigest.sha256(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " could be read a moment ago", e);
    }
  }

  private static AnswerEncoder refusing(RemoteModel model) {
    return (conversation, answer, truncated) -> {
      throw new RowException(
          RowException.Kind.REMOTE,
          model.name()
              + " tells no tokenizer, so text needs --tokenizer with the model's folder, GGUF file"
              + " or name; rows of ids need none");
    };
  }

  private static List<String> notes(RemoteModel model, @Nullable ConversationCodec codec) {
    List<String> notes = new ArrayList<>();
    notes.add("a server tells log π alone: rewards compare answers to one prompt, not prompts");
    if (codec != null && !codec.hasTemplate()) {
      notes.add(model.name() + " has no chat template, so prompts are plain text to be completed");
    }
    return notes;
  }

  private static ModelFacts facts(
      RemoteModel model, @Nullable String template, Text text, LoadOptions options) {
    return new ModelFacts(
        model.name(),
        null,
        template,
        text.sha256().get(),
        DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(options.now()),
        null,
        false);
  }
}
