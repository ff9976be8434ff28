package org.endorm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.endorm.cli.show.RankTable;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.ScoredAnswer;
import org.endorm.scoring.line.Line;
import org.endorm.scoring.line.LineOptions;
import org.endorm.scoring.line.LineScorer;
import org.endorm.scoring.row.RowJson;
import org.endorm.scoring.row.RowParser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code endorm rank}: which response is best. */
@Command(
    name = "rank",
    mixinStandardHelpOptions = true,
    description = "Ranks responses to a prompt by their reward, the best first.")
final class RankCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private ScoringOptions options = new ScoringOptions();

  @Parameters(index = "0", paramLabel = "PROMPT", description = "What was asked.")
  private String prompt = "";

  @Parameters(
      index = "1..*",
      arity = "2..*",
      paramLabel = "RESPONSE",
      description = "What was answered, at least two of them.")
  private List<String> responses = List.of();

  RankCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Session session = new Session(around, options);
    LoadOptions load = session.loadOptions();
    try (OpenedModel model = session.open(load)) {
      RowParser parser = new RowParser(options.system);
      LineScorer scorer = new LineScorer(model.reward(), parser, LineOptions.PLAIN);
      Line line = scorer.score(List.of(scorer.prepare(row(), 0))).getFirst();
      if (line.failure() != null && !options.json) {
        throw new FailedAnswerException(line.failure());
      }
      if (!options.json) {
        List<RankTable.Entry> entries = entries(line);
        session.aggregateNote(load.aggregation());
        session.lengthNote(
            load.aggregation(), entries.stream().map(RankTable.Entry::tokens).toList());
        around.standardOutput().print(RankTable.of(entries, width()));
        return ExitCode.OK;
      }
      around.standardOutput().print(line.json() + "\n");
      return line.failed() ? ExitCode.ROWS_FAILED : ExitCode.OK;
    }
  }

  /** Nothing is cut off for a reader that is no terminal. */
  private int width() {
    return around.outIsTerminal() ? around.columns() : Integer.MAX_VALUE;
  }

  private ObjectNode row() {
    ObjectNode row = RowJson.MAPPER.createObjectNode();
    row.put("prompt", prompt);
    ArrayNode all = row.putArray("responses");
    responses.forEach(all::add);
    return row;
  }

  private List<RankTable.Entry> entries(Line line) {
    List<RankTable.Entry> entries = new ArrayList<>();
    for (ScoredAnswer answer : line.answers()) {
      String response = responses.get(entries.size());
      entries.add(
          new RankTable.Entry(answer.reward(), answer.logp(), answer.trace().length(), response));
    }
    return entries;
  }
}
