package org.endorm.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.GgufCheckpoint;
import org.endorm.text.ChatTemplates;
import org.endorm.text.ConversationCodec;
import org.endorm.text.GgufVocabulary;

/** The text side of a model on disk: its tokenizer and chat template, read without its weights. */
public final class ModelText {
  private ModelText() {}

  /**
   * Opens the text side of what {@link PretrainedModel#open} takes, or of a folder that has no
   * weights yet; the caller closes it.
   *
   * @throws org.endorm.reward.EndormException if it is missing, malformed or not supported
   */
  public static ConversationCodec open(Path path) {
    return read(path, ConversationCodec::fromDirectory, ConversationCodec::fromGguf);
  }

  /**
   * The chat templates alone, without the tokenizer.
   *
   * @throws org.endorm.reward.EndormException as {@link #open}
   */
  public static ChatTemplates templates(Path path) {
    return read(path, ChatTemplates::fromDirectory, ChatTemplates::fromGguf);
  }

  private static <T> T read(
      Path path, Function<Path, T> fromFolder, Function<GgufVocabulary, T> fromGguf) {
    if (Files.isDirectory(path) && !Checkpoint.isGguf(path)) {
      return fromFolder.apply(path);
    }
    try (Checkpoint checkpoint = Checkpoint.open(path)) {
      return checkpoint instanceof GgufCheckpoint gguf
          ? fromGguf.apply(gguf.vocabulary())
          : fromFolder.apply(path.resolveSibling(""));
    }
  }
}
