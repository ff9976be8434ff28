package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.GgufCheckpoint;
import org.endorm.engine.decoder.Weights;
import org.endorm.engine.model.Architectures;
import org.endorm.engine.model.GgufLayout;
import org.endorm.engine.model.ModelConfig;
import org.endorm.engine.model.PublishedNames;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;

/**
 * What a model consists of is read while another thread loads libtorch, so reading it may touch
 * none of JavaCPP: two threads that initialise its classes can wait for each other for ever.
 */
class SpecWithoutNativesTest {
  @Test
  void everyFamilyIsReadWithoutThem() throws Exception {
    assertThat(loadedAfter(Specs.class)).isEmpty();
  }

  @Test
  void whoeverTouchesThemIsSeen() throws Exception {
    assertThat(loadedAfter(Touch.class)).isNotEmpty();
  }

  /** The native libraries that JavaCPP has loaded after some work, in classes all anew. */
  private static Set<?> loadedAfter(Class<? extends Runnable> work)
      throws IOException, ReflectiveOperationException {
    String[] paths = System.getProperty("java.class.path").split(File.pathSeparator);
    URL[] urls = Stream.of(paths).map(SpecWithoutNativesTest::url).toArray(URL[]::new);
    try (URLClassLoader own = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      Class<?> there = Class.forName(work.getName(), true, own);
      ((Runnable) there.getConstructor().newInstance()).run();
      Class<?> loader = Class.forName(Loader.class.getName(), true, own);
      return ((Map<?, ?>) loader.getMethod("getLoadedLibraries").invoke(null)).keySet();
    }
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Reads the spec of every tiny model. */
  public static final class Specs implements Runnable {
    @Override
    public void run() {
      Stream.concat(TinyModels.folders().stream(), TinyModels.formats().stream())
          .forEach(Specs::read);
    }

    private static void read(Path path) {
      EngineOptions options = new EngineOptions(Dtype.FLOAT32, 1);
      try (Checkpoint checkpoint = Checkpoint.open(path);
          Weights _ = options.weights(checkpoint, Long.MAX_VALUE)) {
        if (checkpoint instanceof GgufCheckpoint gguf) {
          GgufLayout layout = GgufLayout.of(gguf);
          Architectures.spec(layout.config(), layout);
        } else {
          ModelConfig config = ConfigFile.read(path);
          Architectures.spec(config, PublishedNames.of(checkpoint, config));
        }
      }
    }
  }

  /** Makes the smallest thing of JavaCPP. */
  public static final class Touch implements Runnable {
    @Override
    public void run() {
      new Pointer().close();
    }
  }
}
