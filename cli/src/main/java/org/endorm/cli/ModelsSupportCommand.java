package org.endorm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.endorm.engine.checkpoint.ElementType;
import org.endorm.engine.model.Architectures;
import org.endorm.engine.model.Architectures.Family;
import org.endorm.text.HuggingFaceTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code endorm models support}: what can be read, from the lists that reading goes by. */
@Command(
    name = "support",
    mixinStandardHelpOptions = true,
    description =
        "Tells which families of models, types of tensors and pre-tokenizers of GGUF files are"
            + " read.")
final class ModelsSupportCommand implements Callable<Integer> {
  private final Surroundings around;

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  ModelsSupportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    around.standardOutput().print(json ? json() : text());
    return ExitCode.OK;
  }

  private static List<String> types() {
    return Arrays.stream(ElementType.values())
        .filter(ElementType::isReal)
        .map(ElementType::name)
        .toList();
  }

  private static String text() {
    String families =
        Architectures.families().stream()
            .map(f -> "  %-14s %s\n".formatted(f.modelType(), f.gguf().orElse("-")))
            .collect(Collectors.joining());
    return "families by model_type, and what they are called in GGUF files:\n"
        + families
        + "types of tensors:\n  "
        + String.join(" ", types())
        + "\npre-tokenizers of GGUF files:\n  "
        + String.join(" ", HuggingFaceTokenizer.ggufPreTokenizers())
        + "\n";
  }

  private static String json() {
    ObjectNode support = JsonNodeFactory.instance.objectNode();
    ArrayNode families = support.putArray("families");
    for (Family family : Architectures.families()) {
      families
          .addObject()
          .put("family", family.modelType())
          .put("gguf", family.gguf().orElse(null));
    }
    types().forEach(support.putArray("tensor_types")::add);
    HuggingFaceTokenizer.ggufPreTokenizers().forEach(support.putArray("gguf_pre_tokenizers")::add);
    return support + "\n";
  }
}
