package org.endorm.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.endorm.engine.model.InvalidConfigException;
import org.endorm.engine.model.ModelConfig;

/** The {@code config.json} of a Hugging Face folder. */
final class ConfigFile {
  private static final String CONFIG = "config.json";
  private static final long LARGEST = 16L << 20;

  private ConfigFile() {}

  /**
   * @param path the folder, or the weights in it
   */
  static ModelConfig read(Path path) {
    Path file = folder(path).resolve(CONFIG);
    try {
      if (Files.size(file) > LARGEST) {
        throw new InvalidConfigException(file, CONFIG, "is larger than any config");
      }
      if (new ObjectMapper().readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
        return new ModelConfig(file, object);
      }
      throw new InvalidConfigException(file, CONFIG, "is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new InvalidConfigException(
          file, CONFIG, "is not JSON (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw new InvalidConfigException(file, CONFIG, "can't be read (" + e.getMessage() + ")");
    }
  }

  static boolean isThere(Path path) {
    return Files.isRegularFile(folder(path).resolve(CONFIG));
  }

  private static Path folder(Path path) {
    return Files.isDirectory(path) ? path : path.resolveSibling("");
  }

  /**
   * Refuses a model that was trained with another head than the vocabulary's: its logits, where it
   * has any, mean nothing.
   */
  static void requireLanguageModel(ModelConfig config) {
    for (String architecture : architectures(config)) {
      if (PretrainedHead.hasHead(architecture)) {
        throw config.unsupported(
            architecture
                + " is a trained reward model, not a language model; it can be a judge of"
                + " a benchmark (--classifier)");
      }
    }
  }

  /** The names of the classes that the model was saved from. */
  static List<String> architectures(ModelConfig config) {
    return config.texts("architectures").orElse(List.of());
  }
}
