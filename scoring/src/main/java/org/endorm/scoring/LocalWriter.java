package org.endorm.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.endorm.engine.PretrainedModel;
import org.endorm.engine.decoder.Generator;
import org.endorm.engine.decoder.Sampling;
import org.endorm.reward.EndormException;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.trace.InterruptedTraceException;
import org.endorm.text.Message;
import org.endorm.text.Tokenizer;

/**
 * Answers of a model on this machine, several at a time, each on a core of its own.
 *
 * <p>The model reads what it is scored on: s₁ of an empty answer, whose end token ends the writing,
 * as does the tokenizer's EOS.
 */
final class LocalWriter implements AnswerWriter {
  private final PretrainedModel model;
  private final AnswerEncoder encoder;
  private final Tokenizer tokenizer;
  private final Generator generator;

  /** All of it is borrowed, and open as long as this is used. */
  LocalWriter(PretrainedModel model, AnswerEncoder encoder, Tokenizer tokenizer) {
    this.model = model;
    this.encoder = encoder;
    this.tokenizer = tokenizer;
    this.generator = new Generator(model.decoder());
  }

  @Override
  public List<Reply> write(List<Task> tasks, Manner manner) {
    try (ExecutorService workers = Executors.newFixedThreadPool(model.options().threads())) {
      List<Future<Reply>> replies =
          tasks.stream().map(task -> workers.submit(() -> reply(task, manner))).toList();
      List<Reply> all = new ArrayList<>();
      for (Future<Reply> reply : replies) {
        all.add(get(reply, workers));
      }
      return all;
    }
  }

  private static Reply get(Future<Reply> reply, ExecutorService workers) {
    try {
      return reply.get();
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
      throw new InterruptedTraceException(e);
    } catch (ExecutionException e) {
      workers.shutdownNow();
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private Reply reply(Task task, Manner manner) {
    Trajectory empty;
    try {
      Message nothing = Message.of("assistant", "");
      empty = encoder.encode(task.conversation(), nothing, false).trajectory();
      requireRoom(empty.responseStart());
    } catch (EndormException e) {
      return new Reply.Refusal(e);
    }
    int end = empty.id(empty.length() - 1);
    OptionalInt eos = tokenizer.eos();
    IntPredicate ends = id -> id == end || eos.isPresent() && id == eos.getAsInt();
    int[] ids =
        generator.generate(
            empty.promptIds(),
            sampling(manner),
            new SplittableRandom(task.seed()),
            ends,
            manner.most());
    boolean ended = ends.test(ids[ids.length - 1]);
    String text = tokenizer.decode(ended ? Arrays.copyOf(ids, ids.length - 1) : ids);
    return new Reply.Text(text, !ended);
  }

  private void requireRoom(int prompt) {
    if (prompt >= model.contextLength()) {
      throw new RowException(
          RowException.Kind.TOO_LONG,
          "the prompt's %d tokens leave no room in a context of %d"
              .formatted(prompt, model.contextLength()));
    }
  }

  private static Sampling sampling(Manner manner) {
    return manner.temperature() == 0
        ? new Sampling.Greedy()
        : new Sampling.Random(manner.temperature(), 0, manner.topP());
  }
}
