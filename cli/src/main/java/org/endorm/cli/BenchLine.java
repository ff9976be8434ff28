package org.endorm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line that a part of a recipe stands for: its own options, except where the user's
 * command line says otherwise.
 *
 * @param spec of the command that was given the recipe, parsed
 * @param data the user's {@code --data}, below which a part's {@code folder} lies
 * @param out the user's {@code --output}, below which each of several parts has a folder
 */
record BenchLine(CommandSpec spec, @Nullable String data, @Nullable Path out) {
  /** Options that a part does not say itself, or that are put together from both. */
  private static final Set<String> OWN = Set.of("--recipe", "--data", "--output");

  List<String> of(BenchRecipe.Part part, boolean several) {
    List<String> args = new ArrayList<>(List.of("bench", part.benchmark()));
    addPlaces(part, several, args);
    ParseResult given = spec.commandLine().getParseResult();
    for (Map.Entry<String, List<String>> entry : part.options().entrySet()) {
      OptionSpec option = spec.findOption("--" + entry.getKey());
      if (option == null || OWN.contains(option.longestName())) {
        throw new UsageException(
            "%s: %s is no option of bench that a recipe can set"
                .formatted(part.where(), entry.getKey()));
      }
      if (!given.hasMatchedOption(option)) {
        entry.getValue().forEach(value -> args.add("--" + entry.getKey() + "=" + value));
      }
    }
    for (OptionSpec option : given.matchedOptions()) {
      if (!OWN.contains(option.longestName())) {
        addGiven(option, args);
      }
    }
    return args;
  }

  private void addPlaces(BenchRecipe.Part part, boolean several, List<String> args) {
    if (data != null) {
      boolean below = part.folder() != null && !data.startsWith("hf:");
      args.add("--data=" + (below ? Path.of(data, part.folder()) : data));
    } else if (part.data() != null) {
      args.add("--data=" + part.data());
    }
    if (out != null) {
      args.add("--output=" + (several ? out.resolve(part.name()) : out));
    }
  }

  private static void addGiven(OptionSpec option, List<String> args) {
    Object value = option.getValue();
    if (value instanceof Boolean) {
      args.add(option.longestName() + "=" + value);
    } else {
      option.originalStringValues().forEach(text -> args.add(option.longestName() + "=" + text));
    }
  }
}
