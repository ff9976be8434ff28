package org.endorm.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.endorm.cli.input.Input;
import org.endorm.cli.show.ProgressBar;
import org.endorm.engine.ModelText;
import org.endorm.scoring.Endorm;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.line.LineWriter;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.row.RowJson;
import org.endorm.text.ConversationCodec;
import org.endorm.text.Encoding;
import org.endorm.text.HuggingFaceTokenizer;
import org.endorm.text.Tokenizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code endorm tokenize}: texts as a model's token ids, with where each token lies. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    description =
        "Token ids of each row's text, with the text and the offsets (in code points) of each"
            + " token. Special tokens in the text are recognised, none are added.")
final class TokenizeCommand implements Callable<Integer> {
  private final Surroundings around;

  @Option(names = "--model", paramLabel = "MODEL", description = "Use this model's tokenizer.")
  private @Nullable String model;

  @Option(names = "--tokenizer", paramLabel = "FILE", description = "Use a tokenizer.json.")
  private @Nullable String tokenizer;

  @Mixin private LineJob rows = new LineJob();
  @Mixin private QuietOptions common = new QuietOptions();

  TokenizeCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if ((model == null) == (tokenizer == null)) {
      throw new UsageException("tokenize needs either --model or --tokenizer");
    }
    LineJob.Ends ends = rows.ends(around);
    if (tokenizer != null) {
      Path file = Input.file(tokenizer);
      try (Tokenizer own = HuggingFaceTokenizer.fromFile(file, null)) {
        return run(ends, own);
      }
    }
    try (ConversationCodec codec = open()) {
      return run(ends, codec.requireTokenizer());
    }
  }

  private ConversationCodec open() {
    try (ProgressBar bar = around.bar(common)) {
      Access access = new Access(around.environment(), common.offline, bar.forDownloads());
      return ModelText.open(Endorm.findText(model, access));
    }
  }

  private int run(LineJob.Ends ends, Tokenizer own) {
    return LineJob.run(around, ends, row -> fields(own.encode(text(row))));
  }

  private static String text(ObjectNode row) {
    if (!row.hasNonNull("text")) {
      throw new RowException(RowException.Kind.UNKNOWN_SHAPE, "the row has no text");
    }
    return RowJson.text(row.get("text"), "text");
  }

  private static LineWriter.Fields fields(Encoding encoding) {
    return json -> {
      json.writeFieldName("ids");
      json.writeArray(encoding.ids(), 0, encoding.length());
      json.writeFieldName("texts");
      json.writeArray(encoding.texts(), 0, encoding.length());
      json.writeArrayFieldStart("offsets");
      for (int i = 0; i < encoding.length(); i++) {
        span(json, encoding.starts()[i], encoding.ends()[i]);
      }
      json.writeEndArray();
    };
  }

  private static void span(JsonGenerator json, int start, int end) throws IOException {
    json.writeStartArray();
    json.writeNumber(start);
    json.writeNumber(end);
    json.writeEndArray();
  }
}
