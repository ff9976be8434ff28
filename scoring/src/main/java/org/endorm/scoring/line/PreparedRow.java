package org.endorm.scoring.line;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.endorm.reward.EndormException;
import org.endorm.scoring.PreparedAnswer;
import org.endorm.scoring.row.Row;

/** A row that has been read, rendered and tokenised, or refused on the way. */
public sealed interface PreparedRow {
  JsonNode id();

  /** The number of ids of all its answers, each with the prompt. */
  long tokens();

  /** The number of ids where what an answer shares with the answer before counts once. */
  long distinctTokens();

  /** The number of ids with which its first answer begins as another row's last does. */
  long shared(PreparedRow before);

  /** Whether so many ids hold the whole prompt of its first answer. */
  boolean promptIsIn(long ids);

  /** A row ready to be traced: an answer for each of its candidates. */
  record Ready(Row row, List<PreparedAnswer> answers) implements PreparedRow {
    public Ready {
      answers = List.copyOf(answers);
    }

    @Override
    public JsonNode id() {
      return row.id();
    }

    @Override
    public long tokens() {
      return answers.stream().mapToLong(a -> a.trajectory().length()).sum();
    }

    @Override
    public long distinctTokens() {
      long distinct = tokens();
      for (int i = 1; i < answers.size(); i++) {
        distinct -= answers.get(i).trajectory().shared(answers.get(i - 1).trajectory());
      }
      return distinct;
    }

    @Override
    public long shared(PreparedRow before) {
      return before instanceof Ready that
          ? answers.getFirst().trajectory().shared(that.answers.getLast().trajectory())
          : 0;
    }

    @Override
    public boolean promptIsIn(long ids) {
      return ids >= answers.getFirst().trajectory().responseStart();
    }
  }

  /** A row that cannot be scored. */
  record Refused(JsonNode id, EndormException why) implements PreparedRow {
    @Override
    public long tokens() {
      return 0;
    }

    @Override
    public long distinctTokens() {
      return 0;
    }

    @Override
    public long shared(PreparedRow before) {
      return 0;
    }

    @Override
    public boolean promptIsIn(long ids) {
      return false;
    }
  }
}
