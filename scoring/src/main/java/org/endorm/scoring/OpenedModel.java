package org.endorm.scoring;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model that is ready to score, with what there is to say of it.
 *
 * @param reward the reward model, which owns all else
 * @param facts what its numbers depend on; the first call may hash the weights
 * @param chats whether it has a chat template, so that there can be system messages
 * @param notes what the user should know, a sentence each
 * @param writer the same model's answers; null where it writes none
 */
public record OpenedModel(
    EndogenousReward reward,
    Supplier<ModelFacts> facts,
    boolean chats,
    List<String> notes,
    @Nullable AnswerWriter writer)
    implements AutoCloseable {
  public OpenedModel {
    notes = List.copyOf(notes);
  }

  /** A model that writes nothing. */
  public OpenedModel(
      EndogenousReward reward, Supplier<ModelFacts> facts, boolean chats, List<String> notes) {
    this(reward, facts, chats, notes, null);
  }

  @Override
  public void close() {
    reward.close();
  }
}
