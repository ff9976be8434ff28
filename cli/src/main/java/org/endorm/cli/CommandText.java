package org.endorm.cli;

import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command line that was parsed, as a shell would take it again; without options that only say
 * where results go and how they are shown.
 */
record CommandText(CommandSpec spec) {
  private static final Set<String> LEFT_OUT =
      Set.of("--output", "--resume", "--force", "--quiet", "--json", "--debug");

  String text() {
    ParseResult parsed = spec.commandLine().getParseResult();
    StringJoiner words = new StringJoiner(" ");
    words.add(spec.qualifiedName());
    parsed.matchedPositionals().stream()
        .distinct()
        .flatMap(p -> p.stringValues().stream())
        .forEach(word -> words.add(quoted(word)));
    for (OptionSpec option : parsed.matchedOptions().stream().distinct().toList()) {
      if (!LEFT_OUT.contains(option.longestName())) {
        add(option, words);
      }
    }
    return words.toString();
  }

  private static void add(OptionSpec option, StringJoiner words) {
    if (option.getValue() instanceof Boolean on) {
      boolean usual = on || !option.negatable();
      words.add(usual ? option.longestName() : option.longestName().replaceFirst("--", "--no-"));
      return;
    }
    String values = String.join(",", option.stringValues());
    List.of(option.longestName(), quoted(values)).forEach(words::add);
  }

  /** In single quotes where a shell would see anything but the word itself. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+*-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
