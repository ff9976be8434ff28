package org.endorm.text;

import java.util.Arrays;
import java.util.OptionalInt;
import org.endorm.reward.Trajectory;
import org.endorm.reward.Trajectory.Ending;
import org.endorm.text.ConversationException.Kind;
import org.jspecify.annotations.Nullable;

/** Joins a tokenised prompt, a response and its end token into a trajectory. */
final class TrajectoryBuilder {
  private static final String NO_END =
      "neither the template nor the tokenizer names an end token: scored as truncated";

  private TrajectoryBuilder() {}

  /** A prompt's text and ids. */
  record Start(String text, int[] ids) {}

  /**
   * @param end the end token, empty where the model names none; unused when truncated
   */
  static EncodedTrajectory build(
      Tokenizer tokenizer, Start start, String response, OptionalInt end, boolean truncated) {
    Encoding plain = tokenizer.encode(response);
    boolean ended = !truncated && end.isPresent();
    Encoding whole = ended ? withEnd(plain, end.getAsInt(), response, tokenizer) : plain;
    if (whole.length() == 0) {
      throw new ConversationException(
          Kind.EMPTY_RESPONSE, "the response is empty and has no end token, so nothing is scored");
    }
    Trajectory trajectory =
        Trajectory.of(start.ids(), whole.ids(), ended ? Ending.ENDED : Ending.TRUNCATED);
    return new EncodedTrajectory(trajectory, start.text(), response, whole, note(truncated, ended));
  }

  private static @Nullable String note(boolean truncated, boolean ended) {
    return truncated || ended ? null : NO_END;
  }

  private static Encoding withEnd(Encoding plain, int end, String response, Tokenizer tokenizer) {
    int n = plain.length();
    if (!plain.located()) {
      int[] all = Arrays.copyOf(plain.ids(), n + 1);
      all[n] = end;
      return Encoding.ofIds(all);
    }
    int length = response.codePointCount(0, response.length());
    int[] ids = Arrays.copyOf(plain.ids(), n + 1);
    String[] texts = Arrays.copyOf(plain.texts(), n + 1);
    int[] starts = Arrays.copyOf(plain.starts(), n + 1);
    int[] ends = Arrays.copyOf(plain.ends(), n + 1);
    ids[n] = end;
    texts[n] = tokenizer.decode(new int[] {end});
    starts[n] = length;
    ends[n] = length;
    return new Encoding(ids, texts, starts, ends);
  }
}
