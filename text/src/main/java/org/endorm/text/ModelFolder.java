package org.endorm.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a Hugging Face model directory says of text: special tokens, templates, tokenizer. */
final class ModelFolder {
  private static final ObjectMapper JSON = new JsonMapper();
  private static final long MAX_FILE = 64L << 20;

  /** What older models have instead of a tokenizer.json. */
  private static final List<String> OTHER_TOKENIZERS =
      List.of("tokenizer.model", "vocab.json", "tekken.json", "tiktoken.model", "vocab.txt");

  private final Path folder;
  private final JsonNode config;

  ModelFolder(Path folder) {
    this.folder = folder;
    this.config = json("tokenizer_config.json");
  }

  private JsonNode json(String name) {
    String text = text(folder.resolve(name));
    if (text == null) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode node = JSON.readTree(text);
      if (!node.isObject()) {
        throw new TokenizerException(folder.resolve(name).toString(), "is not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new TokenizerException(
          folder.resolve(name).toString(), "is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static @Nullable String text(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new TokenizerException(file.toString(), "is larger than " + MAX_FILE + " bytes");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new TokenizerException(
          file.toString(), "cannot be read as UTF-8: " + e.getMessage(), e);
    }
  }

  /**
   * Named special tokens: those of tokenizer_config.json, over which special_tokens_map.json wins
   * where the former comes from a time without {@code added_tokens_decoder}.
   */
  private SpecialTokens specialTokens() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (JsonNode source : tokenSources()) {
      source
          .properties()
          .forEach(
              entry -> {
                if (entry.getKey().endsWith("_token")) {
                  put(texts, entry.getKey(), tokenText(entry.getValue()));
                }
              });
    }
    return new SpecialTokens(texts);
  }

  private List<JsonNode> tokenSources() {
    return config.has("added_tokens_decoder")
        ? List.of(config)
        : List.of(config, json("special_tokens_map.json"));
  }

  private static void put(Map<String, String> texts, String name, @Nullable String text) {
    if (text == null) {
      texts.remove(name);
    } else {
      texts.put(name, text);
    }
  }

  private static @Nullable String tokenText(JsonNode token) {
    JsonNode content = token.isObject() ? token.path("content") : token;
    return content.isTextual() ? content.textValue() : null;
  }

  /**
   * The id that config.json gives the EOS, for models whose tokenizer files name none (GPT-2, where
   * Python knows it by heart); -1 for none.
   */
  private int configuredEos() {
    boolean decided = tokenSources().stream().anyMatch(source -> source.has("eos_token"));
    JsonNode id = decided ? JSON.nullNode() : json("config.json").path("eos_token_id");
    JsonNode first = id.isArray() ? id.path(0) : id;
    return first.isInt() ? first.intValue() : -1;
  }

  /** Chat templates: files of their own win over tokenizer_config.json, as in transformers. */
  ChatTemplates templates() {
    Map<String, String> sources = new LinkedHashMap<>();
    String own = text(folder.resolve("chat_template.jinja"));
    if (own != null) {
      sources.put(ChatTemplates.DEFAULT, own);
    }
    sources.putAll(templateFolder());
    if (!sources.isEmpty()) {
      return templates("chat_template.jinja", sources);
    }
    return templates("tokenizer_config.json", configured(config.path("chat_template")));
  }

  private ChatTemplates templates(String file, Map<String, String> sources) {
    return new ChatTemplates(folder.resolve(file).toString(), sources, specialTokens());
  }

  private Map<String, String> templateFolder() {
    Path templates = folder.resolve("additional_chat_templates");
    Map<String, String> sources = new LinkedHashMap<>();
    if (!Files.isDirectory(templates)) {
      return sources;
    }
    try (Stream<Path> files = Files.list(templates)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        String source = name.endsWith(".jinja") ? text(file) : null;
        if (source != null) {
          sources.put(name.substring(0, name.length() - ".jinja".length()), source);
        }
      }
    } catch (IOException e) {
      throw new TokenizerException(templates.toString(), "cannot be listed: " + e.getMessage(), e);
    }
    return sources;
  }

  /** A template as a string, or a list of named ones. */
  private static Map<String, String> configured(JsonNode template) {
    Map<String, String> sources = new LinkedHashMap<>();
    if (template.isTextual()) {
      sources.put(ChatTemplates.DEFAULT, template.textValue());
    }
    for (JsonNode entry : template.isArray() ? template : JSON.createArrayNode()) {
      if (entry.path("name").isTextual() && entry.path("template").isTextual()) {
        sources.put(entry.get("name").textValue(), entry.get("template").textValue());
      }
    }
    return sources;
  }

  /** The tokenizer, empty where the directory has no tokenizer.json. */
  Optional<Tokenizer> tokenizer() {
    Path file = folder.resolve("tokenizer.json");
    return Files.isRegularFile(file)
        ? Optional.of(HuggingFaceTokenizer.fromFile(file, specialTokens().eos(), configuredEos()))
        : Optional.empty();
  }

  /** Why there is no tokenizer, as a sentence. */
  String missingTokenizer() {
    String others =
        String.join(
            ", ", OTHER_TOKENIZERS.stream().filter(n -> Files.exists(folder.resolve(n))).toList());
    return others.isEmpty()
        ? folder + " has no tokenizer.json, so it takes rows of ids only"
        : folder
            + " has no tokenizer.json, only "
            + others
            + "; transformers' save_pretrained writes one";
  }
}
