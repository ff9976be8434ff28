package org.endorm.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  private List<Integer> read(String file, String content, Slice slice) throws IOException {
    Files.writeString(folder.resolve(file), content);
    return new DataFolder(folder, slice, TableReader.NONE)
        .read(folder.resolve(file), row -> row.integer("n"));
  }

  @Test
  void takesASliceOfArraysAndLines() throws IOException {
    Slice middle = new Slice(1, 2);
    assertThat(read("a.json", "[{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":3}]", middle))
        .containsExactly(1, 2);
    // The blank line counts as a row, the one that is no JSON is a fault.
    assertThat(read("a.jsonl", "{\"n\":0}\n\n{\"n\":1}\n{\"n\":2}", middle)).containsExactly(1);
    assertThat(read("a.jsonl", "{\"n\":0}\n{\"n\":\n{\"n\":2}", Slice.WHOLE)).containsExactly(0, 2);
    assertThat(read("b.jsonl", "", Slice.WHOLE)).isEmpty();
  }

  @Test
  void refusesAFileThatBreaksOff() {
    assertThatThrownBy(() -> read("a.json", "[{\"n\":0},{\"n\":1}", Slice.WHOLE))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("a.json can't be read");
    assertThatThrownBy(() -> read("a.parquet", "PAR1", Slice.WHOLE))
        .hasMessageEndingWith("no reader for this kind of file is at hand");
    assertThatThrownBy(() -> new DataFolder(folder.resolve("none"), Slice.WHOLE, TableReader.NONE))
        .hasMessageEndingWith("none does not exist");
  }

  @Test
  void aSingleFileIsAFolderOfOne() throws IOException {
    Path file = Files.writeString(folder.resolve("x.jsonl"), "{\"n\":7}");
    DataFolder single = new DataFolder(file, Slice.WHOLE, TableReader.NONE);
    assertThat(single.all()).containsExactly(file);
    single.read(file, row -> row.integer("n"));
    assertThat(single.files()).extracting(DataFile::name).containsExactly("x.jsonl");
    assertThat(single.files().getFirst().sha256())
        .isEqualTo("1dd42de9287c1b6a96c617376c0df6b8304485783ed0b4803f1aac0f119471a5");
  }

  @Test
  void namesTheRowAndField() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x.jsonl"), "{\"n\":1.5}\n{\"n\":\"1\"}\n{\"n\":99999999999}");
    DataFolder data = new DataFolder(folder, Slice.WHOLE, TableReader.NONE);
    assertThat(data.read(file, row -> row.integer("n"))).isEmpty();
    assertThat(data.faults())
        .containsExactly(
            new DataFault("x.jsonl", 0, "n is not an integer"),
            new DataFault("x.jsonl", 1, "n is not an integer"),
            new DataFault("x.jsonl", 2, "n is not an integer"));
  }

  @Test
  void aSingleFileIsFoundByItsName() throws IOException {
    Path file = Files.writeString(this.folder.resolve("gsm8k.jsonl"), "{}\n");
    DataFolder folder = new DataFolder(file, Slice.WHOLE, TableReader.NONE);
    assertThat(folder.find("math", "gsm8k")).contains(file);
    assertThat(folder.find("math", "data/gsm8k")).isEmpty();
  }
}
