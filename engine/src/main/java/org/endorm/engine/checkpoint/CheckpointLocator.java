package org.endorm.engine.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what kind of weights a path names, and opens them. */
final class CheckpointLocator {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String CONVERT =
      "PyTorch pickles can run code when loaded and are not read; convert them with python: from"
          + " transformers import AutoModelForCausalLM as M;"
          + " M.from_pretrained(\"FOLDER\").save_pretrained(\"NEW_FOLDER\","
          + " safe_serialization=True)";

  private CheckpointLocator() {}

  static Checkpoint open(Path path) {
    if (Files.isDirectory(path)) {
      return openFolder(path);
    }
    String name = String.valueOf(path.getFileName());
    if (name.endsWith(".safetensors")) {
      return SafetensorsCheckpoint.openFile(path);
    }
    if (name.endsWith(".safetensors.index.json")) {
      return SafetensorsCheckpoint.openIndex(path);
    }
    if (name.endsWith(".gguf")) {
      return GgufCheckpoint.open(path);
    }
    throw refusal(path, name);
  }

  static boolean isGguf(Path path) {
    if (!Files.isDirectory(path)) {
      return path.toString().endsWith(".gguf");
    }
    boolean published = Files.exists(path.resolve(SINGLE)) || Files.exists(path.resolve(INDEX));
    return !published && !ggufs(fileNames(path)).isEmpty();
  }

  private static List<String> ggufs(List<String> names) {
    return matching(names, n -> n.endsWith(".gguf") && !GgufSplit.isLaterPart(n));
  }

  private static CheckpointException refusal(Path path, String name) {
    if (Files.notExists(path)) {
      return new UnreadableCheckpointException(path, "no such file or folder");
    }
    if (isPickle(name)) {
      return new UnsupportedCheckpointException(path, CONVERT);
    }
    return new UnsupportedCheckpointException(
        path,
        "not a model file, its name should end in .safetensors, .safetensors.index.json or .gguf");
  }

  private static Checkpoint openFolder(Path folder) {
    if (Files.exists(folder.resolve(SINGLE))) {
      return SafetensorsCheckpoint.openFile(folder.resolve(SINGLE));
    }
    if (Files.exists(folder.resolve(INDEX))) {
      return SafetensorsCheckpoint.openIndex(folder.resolve(INDEX));
    }
    List<String> names = fileNames(folder);
    List<String> ggufs = ggufs(names);
    return switch (ggufs.size()) {
      case 0 -> throw nothingIn(folder, names);
      case 1 -> GgufCheckpoint.open(folder.resolve(ggufs.getFirst()));
      default ->
          throw new UnsupportedCheckpointException(
              folder, "several GGUF files, name one of them: " + shown(ggufs));
    };
  }

  private static CheckpointException nothingIn(Path folder, List<String> names) {
    List<String> pickles = matching(names, CheckpointLocator::isPickle);
    if (!pickles.isEmpty()) {
      return new UnsupportedCheckpointException(
          folder, "only " + shown(pickles) + " here; " + CONVERT);
    }
    List<String> stray = matching(names, n -> n.endsWith(".safetensors") || n.endsWith(".gguf"));
    String found = stray.isEmpty() ? "" : " (there is " + shown(stray) + ")";
    return new UnreadableCheckpointException(
        folder,
        "no weights found, neither " + SINGLE + ", nor " + INDEX + ", nor a .gguf file" + found);
  }

  private static boolean isPickle(String name) {
    return Stream.of(".bin", ".pt", ".pth", ".ckpt", ".bin.index.json").anyMatch(name::endsWith);
  }

  private static List<String> matching(List<String> names, Predicate<String> wanted) {
    return names.stream().filter(wanted).toList();
  }

  private static String shown(List<String> names) {
    int most = 5;
    String some =
        names.stream().limit(most).map(PrintableText::of).collect(Collectors.joining(", "));
    return names.size() > most ? some + " and " + (names.size() - most) + " more" : some;
  }

  private static List<String> fileNames(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UnreadableCheckpointException(folder, e);
    }
  }
}
