package org.endorm.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.endorm.cli.output.RunRecord;
import org.endorm.scoring.EndormVersion;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.ModelFacts;
import org.endorm.scoring.line.LineOptions;

/** Everything that the lines of a results file depend on, for {@link RunRecord}. */
final class RunFacts {
  static final String NOW = "now";
  static final String CLOCK = "now_is_the_clock";

  private RunFacts() {}

  /**
   * The facts.
   *
   * @param input names the input: a file's hash, or that it is a stream
   * @param clock whether the time is the clock's and not the user's
   */
  static RunRecord of(
      String command,
      String input,
      ModelFacts model,
      ScoringOptions options,
      LoadOptions load,
      LineOptions lines,
      boolean clock) {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.put("command", command).put("version", EndormVersion.TEXT).put("input", input);
    facts.put("numerics", EndormVersion.NUMERICS);
    facts.put("model", model.sha256() == null ? model.name() : null);
    facts.put("model_sha256", model.sha256()).put("template_sha256", model.templateSha256());
    facts.put("settings_sha256", model.settingsSha256());
    facts.put("dtype", Objects.toString(model.dtype(), null)).put("alpha", load.alpha());
    facts.put("aggregate", options.aggregate).put("gamma", options.gamma);
    facts.put("floor", options.floor).put("system", options.system);
    facts.put(NOW, model.now()).put(CLOCK, clock);
    facts.put("tokens", lines.tokens());
    facts.put("steps", lines.steps() == null ? null : lines.steps().regex());
    facts.put("audit", lines.audit() == null ? null : model.name());
    facts.put("invariant", load.invariant());
    if (!load.invariant()) {
      facts.put("batch_tokens", load.packTokens()).put("threads", load.engine().threads());
    }
    return new RunRecord(facts);
  }
}
