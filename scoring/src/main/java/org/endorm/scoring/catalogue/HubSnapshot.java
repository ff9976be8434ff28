package org.endorm.scoring.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which files of a hub repository make up a model, and whether a folder holds them. */
final class HubSnapshot {
  static final String INDEX = "model.safetensors.index.json";
  private static final String SINGLE = "model.safetensors";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]{0,200}";
  private static final String FURTHER_TEMPLATE = "additional_chat_templates/" + NAME + "\\.jinja";
  private static final long MAX_INDEX = 64 << 20;

  /** What stands beside the weights; a model may lack any but the first. */
  private static final List<String> SMALL =
      List.of(
          "config.json",
          "generation_config.json",
          TOKENIZER,
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "chat_template.jinja",
          "chat_template.json",
          INDEX);

  private HubSnapshot() {}

  /** The small files among those of a repository, in a fixed order. */
  static List<String> small(Set<String> files) {
    return Stream.concat(
            SMALL.stream().filter(files::contains),
            files.stream().filter(file -> file.matches(FURTHER_TEMPLATE)).sorted())
        .toList();
  }

  /** The weight files to fetch, once the small files lie in a folder. */
  static List<String> weights(
      Set<String> files, Path folder, String repository, HubModels.Part part) throws IOException {
    if (part == HubModels.Part.TEXT && hasTextApart(files)) {
      return List.of();
    }
    if (files.contains(INDEX)) {
      return shards(folder.resolve(INDEX));
    }
    if (files.contains(SINGLE)) {
      return List.of(SINGLE);
    }
    List<String> gguf =
        files.stream().filter(f -> f.endsWith(".gguf") && f.matches(NAME)).sorted().toList();
    if (gguf.size() == 1) {
      return gguf;
    }
    throw new ModelUnavailableException(
        gguf.isEmpty()
            ? repository + " holds no safetensors and no GGUF file"
            : "%s holds %d GGUF files (%s); download one and give its path"
                .formatted(
                    repository,
                    gguf.size(),
                    gguf.stream().limit(4).collect(Collectors.joining(", "))));
  }

  /** Whether the tokenizer is a file of its own, and not the one inside of a GGUF file. */
  private static boolean hasTextApart(Set<String> files) {
    boolean published = files.contains(INDEX) || files.contains(SINGLE);
    boolean gguf = files.stream().anyMatch(file -> file.endsWith(".gguf"));
    return files.contains(TOKENIZER) && (published || !gguf);
  }

  /** What to open in a folder that holds the part of a model; null where something is missing. */
  static @Nullable Path complete(Path folder, HubModels.Part part) throws IOException {
    Path whole = Files.isDirectory(folder) ? complete(folder) : null;
    boolean text = part == HubModels.Part.TEXT && Files.exists(folder.resolve(TOKENIZER));
    return whole == null && text ? folder : whole;
  }

  private static @Nullable Path complete(Path folder) throws IOException {
    Path index = folder.resolve(INDEX);
    if (Files.exists(index)
        && shards(index).stream().allMatch(s -> Files.exists(folder.resolve(s)))) {
      return folder;
    }
    if (!Files.exists(index) && Files.exists(folder.resolve(SINGLE))) {
      return folder;
    }
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".gguf")).findFirst().orElse(null);
    }
  }

  private static List<String> shards(Path index) throws IOException {
    if (Files.size(index) > MAX_INDEX) {
      throw new ModelUnavailableException(index + " is too large for an index");
    }
    JsonNode map;
    try {
      map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
    } catch (JsonProcessingException e) {
      throw new ModelUnavailableException(index + " is not JSON", e);
    }
    Set<String> shards = new TreeSet<>();
    for (JsonNode file : map) {
      if (!file.asText().matches(NAME)) {
        throw new ModelUnavailableException(index + " names a file outside its folder");
      }
      shards.add(file.asText());
    }
    if (shards.isEmpty()) {
      throw new ModelUnavailableException(index + " names no file");
    }
    return List.copyOf(shards);
  }
}
