package org.endorm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.endorm.cli.input.Input;
import org.endorm.cli.input.InputException;
import org.endorm.cli.show.ProgressBar;
import org.endorm.engine.ModelText;
import org.endorm.scoring.Endorm;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.IoReason;
import org.endorm.scoring.catalogue.ModelUnavailableException;
import org.endorm.scoring.row.RowJson;
import org.endorm.text.ChatTemplate;
import org.endorm.text.ChatTemplates;
import org.endorm.text.TemplateException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code endorm render}: conversations as the text that a model really sees. */
@Command(
    name = "render",
    mixinStandardHelpOptions = true,
    description =
        "What the model really sees: for each row with messages, and any other variables of the"
            + " template, the text that its chat template prints.")
final class RenderCommand implements Callable<Integer> {
  private static final long LARGEST_TEMPLATE = 16 << 20;

  private final Surroundings around;

  @Option(names = "--model", paramLabel = "MODEL", description = "Use this model's chat template.")
  private @Nullable String model;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "Use the chat template in a file.")
  private @Nullable String template;

  @Mixin private ClockOption clock = new ClockOption();
  @Mixin private LineJob rows = new LineJob();
  @Mixin private QuietOptions common = new QuietOptions();

  RenderCommand(Surroundings around) {
    this.around = around;
  }

  /** Turns a template's variables into text. */
  @FunctionalInterface
  private interface Rendering {
    String of(Map<String, @Nullable Object> variables, LocalDateTime now);
  }

  @Override
  public Integer call() {
    if ((model == null) == (template == null)) {
      throw new UsageException("render needs either --model or --template");
    }
    LocalDateTime now = clock.time(around.environment());
    LineJob.Ends ends = rows.ends(around);
    Rendering rendering = template == null ? ofModel(model) : ofFile(template);
    return LineJob.run(
        around,
        ends,
        row -> {
          String text = rendering.of(variables(row), now);
          return json -> json.writeStringField("text", text);
        });
  }

  private Rendering ofModel(String name) {
    try (ProgressBar bar = around.bar(common)) {
      Access access = new Access(around.environment(), common.offline, bar.forDownloads());
      ChatTemplates templates = ModelText.templates(Endorm.findText(name, access));
      if (templates.isEmpty()) {
        throw new ModelUnavailableException(name + " has no chat template");
      }
      return templates::render;
    }
  }

  /** A template that does not parse is every row's error. */
  private static Rendering ofFile(String file) {
    String source = read(file);
    try {
      return ChatTemplate.parse(file, source)::render;
    } catch (TemplateException e) {
      return (variables, now) -> {
        throw e;
      };
    }
  }

  private static String read(String file) {
    try {
      Path path = Input.file(file);
      if (Files.size(path) > LARGEST_TEMPLATE) {
        throw new InputException(file + " is too large for a template");
      }
      return Files.readString(path);
    } catch (CharacterCodingException e) {
      throw new InputException(file + " is not UTF-8", e);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + IoReason.of(e), e);
    }
  }

  /** The row's fields, and what is in its {@code chat_template_kwargs}, as plain values. */
  private static Map<String, @Nullable Object> variables(ObjectNode row) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    if (row.get("chat_template_kwargs") instanceof ObjectNode further) {
      variables.putAll(RowJson.plainMap(further, "chat_template_kwargs"));
    }
    row.properties()
        .forEach(e -> variables.put(e.getKey(), RowJson.plain(e.getValue(), e.getKey())));
    return variables;
  }
}
