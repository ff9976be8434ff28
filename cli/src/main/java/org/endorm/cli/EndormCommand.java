package org.endorm.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.endorm.cli.output.OutputClosedException;
import org.endorm.cli.output.OutputException;
import org.endorm.reward.EndormException;
import org.endorm.scoring.EndormVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a command: its help, its version, and how failures are told. */
@Command(
    name = "endorm",
    description = "The reward model that a language model carries in its logits, read out.",
    mixinStandardHelpOptions = true,
    versionProvider = EndormCommand.Version.class,
    subcommands = CommandLine.HelpCommand.class,
    footer = {"", "endorm COMMAND --help tells more of a command."})
final class EndormCommand implements Runnable {
  private final Surroundings around;

  @Spec private CommandSpec spec;

  EndormCommand(Surroundings around) {
    this.around = around;
    this.spec = CommandSpec.create();
  }

  /** Runs a command line and gives the exit code. */
  int run(String... args) {
    StringWriter out = new StringWriter();
    CommandLine line = commandLine();
    line.setOut(new PrintWriter(out));
    boolean debug = Arrays.asList(args).contains("--debug");
    int code;
    try {
      code = line.execute(args);
      around.standardOutput().print(out.toString());
    } catch (OutputException | OutputClosedException | Error e) {
      code = report(e, debug);
    }
    return code;
  }

  private CommandLine commandLine() {
    CommandLine line = new CommandLine(this);
    line.addSubcommand(new RankCommand(around));
    line.addSubcommand(new ScoreCommand(around));
    line.addSubcommand(new ExplainCommand(around));
    line.addSubcommand(new BestCommand(around));
    line.addSubcommand(new FilterCommand(around));
    line.addSubcommand(new RenderCommand(around));
    line.addSubcommand(new TokenizeCommand(around));
    line.addSubcommand(new BenchCommand(around));
    line.addSubcommand(new TheoryCommand(around));
    line.addSubcommand(
        new CommandLine(new ModelsCommand(around))
            .addSubcommand(new ModelsPullCommand(around))
            .addSubcommand(new ModelsInfoCommand(around))
            .addSubcommand(new ModelsSupportCommand(around)));
    line.setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setExpandAtFiles(false);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setParameterExceptionHandler(this::refuse);
    line.setExecutionExceptionHandler((failure, at, parsed) -> report(failure, debug(parsed)));
    return line;
  }

  private static boolean debug(CommandLine.ParseResult parsed) {
    return parsed.originalArgs().contains("--debug");
  }

  private int refuse(ParameterException failure, String[] args) {
    CommandLine at = failure.getCommandLine();
    String reason = failure.getMessage().replaceAll("\\s*\\R\\s*", " ");
    around
        .err()
        .println(
            "endorm: %s (see %s --help)".formatted(reason, at.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private int report(Throwable failure, boolean debug) {
    if (!(failure instanceof OutputClosedException)) {
      around.err().println("endorm: " + sentence(failure));
      if (debug) {
        failure.printStackTrace(around.err());
      }
    }
    return ExitCode.of(failure);
  }

  private static String sentence(Throwable failure) {
    return switch (failure) {
      case EndormException known -> known.getMessage().replaceAll("\\s*\\R\\s*", " ");
      case OutOfMemoryError memory ->
          "out of memory (%s); fewer --batch-tokens or --threads need less"
              .formatted(memory.getMessage());
      case LinkageError natives ->
          "the native libraries do not load on this machine, --debug tells more: " + root(natives);
      default -> "internal error, --debug tells more: " + failure;
    };
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }

  /** The version of the build. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"endorm " + EndormVersion.TEXT};
    }
  }
}
