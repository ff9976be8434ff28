package org.endorm.scoring.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedTest {
  private static final String SHA256 = FileDigest.sha256("right".getBytes(StandardCharsets.UTF_8));
  private static final String OTHER = FileDigest.sha256("other".getBytes(StandardCharsets.UTF_8));

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("model"), "right");
  }

  @Test
  void whatWasVerifiedIsNotReadAgain() throws IOException {
    assertThat(Verified.has(file, SHA256)).isTrue();
    String note = Files.readString(Verified.note(file));
    Files.writeString(Verified.note(file), note.replace(SHA256, OTHER));
    assertThat(Verified.has(file, OTHER)).isTrue(); // So the note is believed, and nothing read.
  }

  @Test
  void aFileThatWasTouchedIsReadAgainWhateverItsTimeSays() throws IOException {
    assertThat(Verified.has(file, SHA256)).isTrue();
    FileTime then = Files.getLastModifiedTime(file);
    Files.writeString(file, "wrong");
    Files.setLastModifiedTime(file, then);
    assertThat(Verified.has(file, SHA256)).isFalse();
  }

  @Test
  void aNoteOfAnotherHashTellsNothing() throws IOException {
    assertThat(Verified.has(file, SHA256)).isTrue();
    assertThat(Verified.has(file, OTHER)).isFalse();
  }

  @Test
  void aWrongFileGetsNoNote() throws IOException {
    Files.writeString(file, "wrong");
    assertThat(Verified.has(file, SHA256)).isFalse();
    assertThat(Verified.note(file)).doesNotExist();
  }

  @Test
  void aDamagedNoteTellsNothing() throws IOException {
    Files.write(Verified.note(file), new byte[4096]);
    assertThat(Verified.has(file, SHA256)).isTrue();
    assertThat(Verified.note(file)).content().startsWith(SHA256);
  }

  @Test
  void aNoteThatHasNoPlaceIsDoneWithout() throws IOException {
    Files.createDirectory(Verified.note(file));
    assertThat(Verified.has(file, SHA256)).isTrue();
    assertThat(Verified.has(file, SHA256)).isTrue();
  }
}
