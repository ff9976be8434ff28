package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a checkout of its own, with a JDK and a Maven that only tell how they were
 * called.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/bash
      for argument in "$@"; do
        case $argument in
          */RenewClasses.java) echo "renewed: ${*: -1}" >>"$CALLS"; exit ;;
          -XX:AOTCacheOutput=*) touch "${argument#*=}"; exit ;;
          -XX:AOTCache=*) echo "remembered" ;;
          -XX:TieredStopAtLevel=1) echo "not optimised" ;;
        esac
      done
      while [ "$1" != org.endorm.cli.Main ]; do
        [ "$1" != -cp ] || echo "jars: $2" >>"$CALLS"
        shift
      done
      printf '<%s>' "${@:2}"
      echo " by $0"
      exit 42
      """;

  private static final String MAVEN =
      """
      #!/bin/bash
      echo "mvn $*" >>"$CALLS"
      sleep 0.3
      mkdir -p cli/target/lib
      touch cli/target/lib/some.jar cli/target/lib/picocli-1.jar cli/target/endorm-cli-1.jar
      """;

  @TempDir Path folder;
  private Path checkout;
  private Path jdk;
  private final Map<String, String> environment = new LinkedHashMap<>();

  private record Run(int code, String out, String err) {}

  @BeforeEach
  void prepare() throws IOException {
    checkout = Files.createDirectories(folder.resolve("a check out"));
    Path source = Path.of(System.getProperty("endorm.root"), "endorm");
    script(checkout.resolve("endorm"), Files.readString(source));
    Files.createDirectories(checkout.resolve("cli/src/main"));
    Files.createFile(checkout.resolve("pom.xml"));
    Files.createFile(checkout.resolve("cli/pom.xml"));
    jdk = jdk("jdk new", "26.0.1");
    script(folder.resolve("tools/mvn"), MAVEN);
    environment.put("PATH", folder.resolve("tools") + ":/usr/bin:/bin");
    environment.put("CALLS", folder.resolve("calls").toString());
    environment.put("ENDORM_JAVA_HOME", jdk.toString());
    environment.put("HOME", folder.toString());
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    script(home.resolve("bin/java"), JAVA);
    script(home.resolve("bin/javac"), "#!/bin/bash\n");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Nothing on this machine is new enough for this launcher. */
  private void needAnImpossibleJdk() throws IOException {
    Path launcher = checkout.resolve("endorm");
    script(launcher, Files.readString(launcher).replace("RELEASE=25", "RELEASE=99"));
  }

  private Process start(Path launcher, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(Arrays.asList(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  private static Run result(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes());
    String err = new String(process.getErrorStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), out, err);
  }

  private Run run(String... args) throws Exception {
    return result(start(checkout.resolve("endorm"), args));
  }

  private long builds() throws IOException {
    return Files.readAllLines(folder.resolve("calls")).stream()
        .filter(line -> line.startsWith("mvn"))
        .count();
  }

  @Test
  void itBuildsOnceAndHandsOnArgumentsAndExitCode() throws Exception {
    Run first = run("rank", "two words", "", "\"$x\" *");
    assertThat(first.code()).isEqualTo(42);
    assertThat(first.err()).startsWith("endorm: building").hasLineCount(1);
    assertThat(first.out()).contains("<rank><two words><><\"$x\" *> by " + jdk + "/bin/java");
    Run second = run("score");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
    assertThat(Files.readAllLines(folder.resolve("calls")))
        .last()
        .asString()
        .matches("jars: .*/lib/endorm-cli-1\\.jar:.*/lib/picocli-1\\.jar:.*/lib/some\\.jar");
  }

  @Test
  void longJobsAreOptimised() throws Exception {
    assertThat(run("rank").out()).contains("not optimised");
    for (String job : List.of("score", "filter", "bench", "theory")) {
      assertThat(run(job).out()).contains("<" + job + ">").doesNotContain("not optimised");
    }
  }

  @Test
  void classesOfAnOldFormatAreRenewedOnce() throws Exception {
    run("score");
    run("score");
    assertThat(Files.readAllLines(folder.resolve("calls")))
        .filteredOn(call -> call.startsWith("renewed: "))
        .singleElement()
        .asString()
        .endsWith("/lib/picocli-1.jar");
  }

  @Test
  void aNewerSourceIsBuiltAgain() throws Exception {
    run("score");
    Thread.sleep(1100); // File times may be whole seconds.
    Files.writeString(checkout.resolve("cli/src/main/New.java"), "");
    assertThat(run("score").err()).contains("building");
    assertThat(run("score").err()).isEmpty();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void twoFirstStartsBuildOnce() throws Exception {
    Process one = start(checkout.resolve("endorm"), "score");
    Process two = start(checkout.resolve("endorm"), "score");
    assertThat(result(one).code()).isEqualTo(42);
    assertThat(result(two).code()).isEqualTo(42);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void itMayBeCalledThroughLinksWithoutAHome() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("tools/link"), checkout.resolve("endorm"));
    Path further = Files.createSymbolicLink(folder.resolve("further"), Path.of("tools/link"));
    environment.remove("HOME");
    assertThat(result(start(link, "score")).code()).isEqualTo(42);
    assertThat(result(start(further, "score")).code()).isEqualTo(42);
  }

  @Test
  void anOlderJdkInFrontIsPassedOver() throws Exception {
    Path old = jdk("old", "17.0.9");
    environment.put("ENDORM_JAVA_HOME", old.toString());
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("PATH", old + "/bin:" + environment.get("PATH"));
    assertThat(run("score").out()).contains(jdk + "/bin/java");
  }

  @Test
  void withoutAJdkItSaysWhatToInstall() throws Exception {
    needAnImpossibleJdk();
    Run run = run("score");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("endorm: JDK 99 or newer is needed").hasLineCount(1);
  }

  @Test
  void withoutMavenItSaysSo() throws Exception {
    Path few = Files.createDirectories(folder.resolve("few"));
    for (String tool : List.of("bash", "dirname", "cut", "cksum", "find", "mkdir", "date", "env")) {
      script(few.resolve(tool), "#!/bin/sh\nexec /usr/bin/%s \"$@\"\n".formatted(tool));
    }
    environment.put("PATH", few.toString());
    Run run = run("score");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).isEqualTo("endorm: Maven (mvn) is needed to build endorm; install it\n");
  }

  @Test
  void aBuildThatFailsTellsWhyAndLeavesTheLastOne() throws Exception {
    script(folder.resolve("tools/mvn"), "#!/bin/bash\necho '[ERROR] no luck'\nexit 1\n");
    Run run = run("score");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("[ERROR] no luck").contains("endorm: the build failed; ");
    script(folder.resolve("tools/mvn"), MAVEN);
    assertThat(run("score").code()).isEqualTo(42);
  }

  @Test
  void aStartCacheIsUsedOnlyByTheJdkThatMadeIt() throws Exception {
    assertThat(run("score").out()).startsWith("remembered\n");
    environment.put("ENDORM_JAVA_HOME", jdk("another", "27").toString());
    Run other = run("score");
    assertThat(other.code()).isEqualTo(42);
    assertThat(other.out()).doesNotContain("remembered");
    assertThat(builds()).isEqualTo(1);
  }
}
