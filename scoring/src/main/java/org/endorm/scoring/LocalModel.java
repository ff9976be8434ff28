package org.endorm.scoring;

import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.endorm.engine.ModelText;
import org.endorm.engine.PretrainedHead;
import org.endorm.engine.PretrainedModel;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.scoring.trace.InterruptedTraceException;
import org.endorm.text.ConversationCodec;
import org.jspecify.annotations.Nullable;

/**
 * Opens models on this machine. Loading libtorch, finding and checking the files, and reading the
 * tokenizer take about as long as each other, so they go side by side.
 */
final class LocalModel {
  private LocalModel() {}

  /** Begins to load libtorch; whoever needs it meanwhile waits, and fails as this does. */
  static void foresee() {
    aside(
        () -> {
          Libtorch.ready();
          return null;
        });
  }

  /**
   * Opens one.
   *
   * @param name what the user calls it
   * @throws org.endorm.reward.EndormException if it is damaged or not supported
   */
  static OpenedModel open(String name, Path path, LoadOptions options) {
    FutureTask<ConversationCodec> text = aside(() -> ModelText.open(path));
    PretrainedModel model;
    try {
      model = PretrainedModel.open(path, options.engine());
    } catch (RuntimeException | Error e) {
      closeWhenRead(text);
      throw e;
    }
    try {
      if (!text.isDone()) {
        model.decoder().prepare();
      }
      return join(name, model, read(text), options);
    } catch (RuntimeException | Error e) {
      model.close();
      closeWhenRead(text);
      throw e;
    }
  }

  private static OpenedModel join(
      String name, PretrainedModel model, ConversationCodec codec, LoadOptions options) {
    String template = codec.templateSha256().orElse(null);
    AnswerEncoder encoder = new CodecEncoder(codec, options.now());
    EndogenousReward reward =
        new EndogenousReward(
            new LocalTraces(model, options.packTokens()),
            encoder,
            options.alpha(),
            options.aggregation());
    return new OpenedModel(
        reward,
        () -> facts(name, model, template, options),
        codec.hasTemplate(),
        notes(name, codec),
        codec.tokenizer().map(t -> new LocalWriter(model, encoder, t)).orElse(null));
  }

  /**
   * Opens a trained reward model.
   *
   * @throws org.endorm.reward.EndormException if it is damaged, not supported, or none
   */
  static OpenedHead openHead(Path path, LoadOptions options) {
    PretrainedHead model = PretrainedHead.open(path, options.engine());
    try {
      AnswerEncoder encoder = new CodecEncoder(model.openCodec(), options.now());
      LocalHead head = new LocalHead(model, options.engine().threads(), options.packTokens());
      return new OpenedHead(
          encoder,
          head,
          () -> {
            encoder.close();
            head.close();
          });
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static <T> FutureTask<T> aside(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name("endorm-opener").start(task);
    return task;
  }

  private static ConversationCodec read(FutureTask<ConversationCodec> text) {
    try {
      return text.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedTraceException(e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException known -> throw known;
        case Error error -> throw error;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static void closeWhenRead(FutureTask<ConversationCodec> text) {
    try {
      text.get().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      return; // It never opened; the failure that is under way is the one to tell.
    }
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
        options.engine().dtype(),
        options.invariant());
  }
}
