package org.endorm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Real files with some bytes changed, or cut short: opening and reading them ends in a result or in
 * an error of ours, within memory in proportion to the file.
 */
class HostileHeaderTest {
  private static final String SEED = "20261126";

  /** What a header's bytes may grow to as objects: a name or an entry of few bytes is an object. */
  private static final long GROWTH = 100;

  /** Buffers of fixed size: JSON, a chunk of the dequantiser, an exception with its trace. */
  private static final long FIXED = 1 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<BiConsumer<GgufMetadata, String>> ACCESSORS =
      List.of(
          GgufMetadata::string,
          GgufMetadata::whole,
          GgufMetadata::number,
          GgufMetadata::bool,
          GgufMetadata::strings,
          GgufMetadata::integers,
          GgufMetadata::floats,
          GgufMetadata::bools);

  private static Path folder = Path.of("");
  private static byte[] gguf = {};
  private static byte[] safetensors = {};
  private static byte[] index = {};

  @BeforeContainer
  static void readSeeds() throws IOException {
    folder = Files.createTempDirectory("hostile");
    gguf = Files.readAllBytes(Fixture.golden("quants.gguf"));
    safetensors =
        Files.readAllBytes(
            SafetensorsBuilder.write(folder.resolve("seed.safetensors"), "abc", 1, 2, 3));
    SafetensorsBuilder.write(folder.resolve("one.safetensors"), "ab", 1, 2);
    index =
        "{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\"}}"
            .getBytes(StandardCharsets.UTF_8);
  }

  @AfterContainer
  static void deleteFiles() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Provide
  Arbitrary<List<ByteChange>> changes() {
    Arbitrary<byte[]> text =
        ByteChange.texts("\"", "{", "}", "[", "]", ",", "-", "9999999999", "null", "\\u0000");
    return ByteChange.any(4000, text).list().ofMinSize(1).ofMaxSize(6);
  }

  @Property(tries = 3000, seed = SEED)
  void gguf(@ForAll("changes") List<ByteChange> changes) {
    check("m.gguf", ByteChange.changed(gguf, changes));
  }

  @Property(tries = 3000, seed = SEED)
  void safetensors(@ForAll("changes") List<ByteChange> changes) {
    check("m.safetensors", ByteChange.changed(safetensors, changes));
  }

  @Property(tries = 1000, seed = SEED)
  void index(@ForAll("changes") List<ByteChange> changes) {
    check("m.safetensors.index.json", ByteChange.changed(index, changes));
  }

  @Property(tries = 500, seed = SEED)
  void noise(@ForAll byte[] content) {
    check("m.safetensors", content);
    byte[] withMagic = new byte[content.length + 8];
    System.arraycopy(gguf, 0, withMagic, 0, 8);
    System.arraycopy(content, 0, withMagic, 8, content.length);
    check("m.gguf", withMagic);
  }

  private static void check(String name, byte[] content) {
    Path file = folder.resolve(name);
    write(file, content);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      long elements = 0;
      for (String tensor : checkpoint.names()) {
        elements += readable(checkpoint.tensor(tensor));
      }
      assertThat(elements).isLessThan(Files.size(file) * 8 + FIXED);
      if (checkpoint instanceof GgufCheckpoint withMetadata) {
        readMetadata(withMetadata.metadata());
      }
    } catch (CheckpointException refused) {
      assertThat(refused.getMessage().lines()).hasSize(1);
      assertThat(refused.getMessage().length()).isLessThan(1000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(FIXED + GROWTH * content.length);
    assertThat(MappedFile.openCount()).isZero();
  }

  private static void readMetadata(GgufMetadata metadata) {
    for (String key : metadata.keys()) {
      ACCESSORS.forEach(
          accessor -> {
            try {
              accessor.accept(metadata, key);
            } catch (MalformedCheckpointException ofAnotherType) {
              assertThat(ofAnotherType).hasMessageContaining("metadata ");
            }
          });
    }
  }

  private static long readable(StoredTensor tensor) {
    return tensor.type().isReal() ? Fixture.values(tensor).length : tensor.data().byteSize();
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
