package org.endorm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.endorm.cli.output.OutputException;
import org.endorm.cli.show.HeatMap;
import org.endorm.cli.show.HeatPage;
import org.endorm.cli.show.TokenCell;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.reward.SoftQTrace;
import org.endorm.scoring.EndormVersion;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.ModelFacts;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.ScoredAnswer;
import org.endorm.scoring.catalogue.IoReason;
import org.endorm.scoring.line.Line;
import org.endorm.scoring.line.LineOptions;
import org.endorm.scoring.line.LineScorer;
import org.endorm.scoring.row.RowJson;
import org.endorm.scoring.row.RowParser;
import org.endorm.text.EncodedTrajectory;
import org.endorm.text.Encoding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code endorm explain}: the reward of each token of one response. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Shows the reward of each token: a heat map in the terminal, or a page.")
final class ExplainCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private ScoringOptions options = new ScoringOptions();

  @Parameters(index = "0", paramLabel = "PROMPT", description = "What was asked.")
  private String prompt = "";

  @Parameters(index = "1", paramLabel = "RESPONSE", description = "What was answered.")
  private String response = "";

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a self-contained page instead.")
  private @Nullable String html;

  ExplainCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if (options.remote()) {
      throw new UsageException("explain shows the rewards of tokens, which a server does not tell");
    }
    Session session = new Session(around, options);
    LoadOptions load = session.loadOptions();
    Path page = html == null ? null : page(html);
    try (OpenedModel model = session.open(load)) {
      session.aggregateNote(load.aggregation());
      RowParser parser = new RowParser(options.system);
      LineScorer scorer = new LineScorer(model.reward(), parser, new LineOptions(true, null, null));
      Line line = scorer.score(List.of(scorer.prepare(row(), 0))).getFirst();
      if (line.failure() != null) {
        throw new FailedAnswerException(line.failure());
      }
      if (options.json) {
        around.standardOutput().print(line.json() + "\n");
        return ExitCode.OK;
      }
      show(line.answers().getFirst(), model, load, page, session);
      return ExitCode.OK;
    }
  }

  private ObjectNode row() {
    return RowJson.MAPPER.createObjectNode().put("prompt", prompt).put("response", response);
  }

  private void show(
      ScoredAnswer scored,
      OpenedModel model,
      LoadOptions load,
      @Nullable Path page,
      Session session) {
    SoftQTrace values = Objects.requireNonNull(scored.values());
    List<TokenCell> tokens = tokens(scored, values);
    if (page != null) {
      write(page, HeatPage.of(subject(scored, values, model.facts().get(), load), tokens));
      session.note("the page is at " + page.toUri());
      return;
    }
    boolean colours = around.outIsTerminal() && !around.environment().containsKey("NO_COLOR");
    String summary =
        String.format(
            Locale.ROOT,
            "reward %.3f   log π %.3f   V(s₁) %.3f   %d tokens\n",
            scored.reward(),
            scored.logp(),
            values.v()[0],
            tokens.size());
    around
        .standardOutput()
        .print((colours ? HeatMap.coloured(response, tokens) : HeatMap.plain(tokens)) + summary);
  }

  private static List<TokenCell> tokens(ScoredAnswer scored, SoftQTrace values) {
    Encoding response = Objects.requireNonNull(scored.answer().said()).response();
    double[] rewards = Objects.requireNonNull(scored.tokenRewards()).r();
    double[] logps = InverseSoftBellman.tokenLogps(values);
    int[] ids = scored.answer().trajectory().responseIds();
    List<TokenCell> tokens = new ArrayList<>();
    for (int t = 0; t < response.length(); t++) {
      tokens.add(
          new TokenCell(
              response.texts()[t],
              ids[t],
              response.starts()[t],
              response.ends()[t],
              rewards[t],
              logps[t],
              values.q()[t],
              values.v()[t]));
    }
    return tokens;
  }

  private static HeatPage.Subject subject(
      ScoredAnswer scored, SoftQTrace values, ModelFacts facts, LoadOptions load) {
    String sha256 = facts.sha256() == null ? "" : ", sha256 " + facts.sha256();
    String settings =
        "%s, α = %s, %s%s, endorm %s"
            .formatted(
                facts.dtype(), load.alpha(), load.aggregation().name(), sha256, EndormVersion.TEXT);
    EncodedTrajectory said = Objects.requireNonNull(scored.answer().said());
    return new HeatPage.Subject(
        facts.name(),
        settings,
        said.promptText(),
        said.responseText(),
        scored.reward(),
        scored.logp(),
        values.v()[0]);
  }

  private static Path page(String name) {
    try {
      Path page = Path.of(name);
      Path folder = page.toAbsolutePath().getParent();
      if (Files.isDirectory(page) || folder == null || !Files.isDirectory(folder)) {
        throw new UsageException(name + " cannot be written: it needs a file name in a folder");
      }
      return page;
    } catch (InvalidPathException e) {
      throw new UsageException("\"" + name + "\" is not a file name", e);
    }
  }

  private static void write(Path page, String text) {
    try {
      Files.write(page, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new OutputException(page + " cannot be written: " + IoReason.of(e), e);
    }
  }
}
