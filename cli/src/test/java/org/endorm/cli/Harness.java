package org.endorm.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.endorm.engine.tensor.Dtype;
import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.HashTraces;
import org.endorm.scoring.LetterEncoder;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.ModelFacts;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.catalogue.ModelUnavailableException;
import org.endorm.scoring.trace.TraceSource;
import org.jspecify.annotations.Nullable;

/** Runs a command line over the model without weights, and keeps what it said. */
final class Harness {
  final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TraceSource traces = new HashTraces();
  private @Nullable AnswerWriter writer;
  private String sha256 = "aa";
  private Supplier<InputStream> in = InputStream::nullInputStream;

  Harness in(String text) {
    return in(text.getBytes(StandardCharsets.UTF_8));
  }

  Harness in(byte[] bytes) {
    in = () -> new ByteArrayInputStream(bytes);
    return this;
  }

  /** Read by the next run alone. */
  Harness in(InputStream stream) {
    in = () -> stream;
    return this;
  }

  /** From now on the model writes these answers. */
  Harness writer(AnswerWriter writer) {
    this.writer = writer;
    return this;
  }

  /** From now on the model has these weights. */
  Harness model(String sha256, TraceSource traces) {
    this.sha256 = sha256;
    this.traces = traces;
    return this;
  }

  int run(String... args) {
    out.reset();
    err.reset();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Surroundings around = new Surroundings(in.get(), out, errors, environment, this::open);
    return new EndormCommand(around).run(args);
  }

  private OpenedModel open(String name, LoadOptions options) {
    if (name.equals("missing")) {
      throw new ModelUnavailableException("there is no model \"missing\"");
    }
    EndogenousReward reward =
        new EndogenousReward(traces, new LetterEncoder(), options.alpha(), options.aggregation());
    ModelFacts facts =
        new ModelFacts(
            name,
            sha256,
            "bb",
            null,
            IsoTime.print(options.now()),
            Dtype.FLOAT32,
            options.invariant());
    return new OpenedModel(
        reward, () -> facts, !name.equals("plain"), List.of("a note of the model"), writer);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  List<String> lines() {
    return out().lines().toList();
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
