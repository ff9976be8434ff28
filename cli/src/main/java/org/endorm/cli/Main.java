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

/** Where the process starts. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // Results and messages are the same whoever starts it.
    InputStream in = new FileInputStream(FileDescriptor.in);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    System.exit(run(args, in, out, err, System.getenv()));
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
