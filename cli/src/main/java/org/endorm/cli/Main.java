package org.endorm.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.endorm.scoring.Endorm;

/** Where the process starts and ends. */
public final class Main {
  /** Asks for an end without what libraries still do then; for a process of endorm's own. */
  private static final String ENDS_AT_ONCE = "endorm.endsAtOnce";

  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // Results and messages are the same whoever starts it.
    InputStream in = new FileInputStream(FileDescriptor.in);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int code = run(args, in, out, err, System.getenv());
    if (Boolean.getBoolean(ENDS_AT_ONCE)) {
      Endorm.end(code);
    }
    System.exit(code);
  }

  /**
   * Runs one command.
   *
   * @return the exit code: 0 all went well, 1 some rows failed, 2 wrong usage or input, 3 no model
   */
  public static int run(
      String[] args, InputStream in, OutputStream out, PrintStream err, Map<String, String> env) {
    return new EndormCommand(new Surroundings(in, out, err, env, Endorm::open)).run(args);
  }
}
