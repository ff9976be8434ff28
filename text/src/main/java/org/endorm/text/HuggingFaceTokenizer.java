package org.endorm.text;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer described by a {@code tokenizer.json}, run by the library that the hub's own tools
 * use.
 *
 * <p>Whatever truncation or padding the file asks for is switched off. Offsets are code points of
 * the original text; a token's text is what it covers there, so tokens that share a character share
 * it. Safe for concurrent use; {@link #close} waits for calls under way.
 */
public final class HuggingFaceTokenizer implements Tokenizer {
  private static final long MAX_FILE = 256L << 20;

  /** Longer than any context can hold, short enough for arrays of every token. */
  private static final int MAX_TEXT = 64 << 20;

  /** Any text that a tokenizer turns into tokens, to see what its post-processor puts around. */
  private static final String PROBE = "a";

  private static final AtomicInteger OPEN = new AtomicInteger();

  private final String source;
  private final TokenizersLibrary library;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final BitSet special = new BitSet();
  private final int vocabularySize;
  private final int[] prefix;
  private final OptionalInt eos;
  private long handle;

  /**
   * @param facts of the json
   * @param prefix what goes in front of a plain prompt, null for what the post-processor says
   * @param eos the text of the end-of-sequence token, null where only its id is known
   * @param eosId its id, or -1
   */
  private HuggingFaceTokenizer(
      String source,
      String json,
      TokenizerFacts facts,
      int @Nullable [] prefix,
      @Nullable String eos,
      int eosId) {
    this.source = source;
    this.vocabularySize = facts.vocabularySize();
    facts.added().stream().filter(TokenizerFacts.Added::special).forEach(t -> special.set(t.id()));
    this.library = NativeLibrary.get();
    this.handle = create(json);
    OPEN.incrementAndGet();
    try {
      library.disableTruncation(handle);
      library.disablePadding(handle);
      this.prefix = prefix == null ? postProcessorPrefix() : prefix;
      this.eos = eos == null ? known(eosId) : single(eos);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The names of the pre-tokenizers ({@code tokenizer.ggml.pre}) that are read, sorted. */
  public static List<String> ggufPreTokenizers() {
    return PreTokenizers.BY_NAME.keySet().stream().sorted().toList();
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @param eos the text of the end-of-sequence token, null for none
   * @throws TokenizerException if the file cannot be read or is malformed
   */
  public static HuggingFaceTokenizer fromFile(Path file, @Nullable String eos) {
    return fromFile(file, eos, -1);
  }

  /** As the other, with the id of the end-of-sequence token where its text is not known. */
  static HuggingFaceTokenizer fromFile(Path file, @Nullable String eos, int eosId) {
    String source = file.toString();
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new TokenizerException(source, "is larger than " + MAX_FILE + " bytes");
      }
      String json = Files.readString(file);
      TokenizerFacts facts = TokenizerFacts.read(source, json);
      return new HuggingFaceTokenizer(source, json, facts, null, eos, eosId);
    } catch (CharacterCodingException e) {
      throw new TokenizerException(source, "is not UTF-8", e);
    } catch (IOException e) {
      throw new TokenizerException(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Builds the tokenizer that a GGUF file's vocabulary describes.
   *
   * @throws TokenizerException if the vocabulary is malformed or its kind unknown
   */
  public static HuggingFaceTokenizer fromGguf(GgufVocabulary vocabulary) {
    GgufTokenizerJson json = GgufTokenizerJson.of(vocabulary);
    return new HuggingFaceTokenizer(
        GgufTokenizerJson.SOURCE,
        json.json(),
        json.facts(),
        json.prefix(),
        null,
        vocabulary.special().eos());
  }

  private long create(String json) {
    try {
      return library.createTokenizerFromString(json);
    } catch (RuntimeException e) {
      throw new TokenizerException(source, "is not a tokenizer: " + e.getMessage(), e);
    }
  }

  /** The ids that the post-processor puts in front of a text. */
  private int[] postProcessorPrefix() {
    int[] plain = ids(PROBE, false);
    int[] whole = ids(PROBE, true);
    for (int start = 0; plain.length > 0 && start + plain.length <= whole.length; start++) {
      if (Arrays.equals(whole, start, start + plain.length, plain, 0, plain.length)) {
        return Arrays.copyOf(whole, start);
      }
    }
    return new int[0];
  }

  private OptionalInt known(int id) {
    return id >= 0 && id < vocabularySize ? OptionalInt.of(id) : OptionalInt.empty();
  }

  private OptionalInt single(String token) {
    int[] ids = ids(token, false);
    if (ids.length != 1) {
      throw new TokenizerException(source, "its EOS " + token + " is not one token");
    }
    return OptionalInt.of(ids[0]);
  }

  private int[] ids(String text, boolean addSpecial) {
    return encoded(text, addSpecial, encoding -> narrow(library.getTokenIds(encoding)));
  }

  /** Runs the library on a text and takes something from the result before it is freed. */
  private <T> T encoded(String text, boolean addSpecial, LongFunction<T> use) {
    requireText(text);
    return call(
        tokenizer -> {
          long encoding = encode(tokenizer, text, addSpecial);
          try {
            return use.apply(encoding);
          } finally {
            library.deleteEncoding(encoding);
          }
        });
  }

  /** A vocabulary without an unknown token has no words for some texts. */
  private long encode(long tokenizer, String text, boolean addSpecial) {
    try {
      return library.encode(tokenizer, text, addSpecial);
    } catch (RuntimeException e) {
      throw new ConversationException(
          ConversationException.Kind.UNKNOWN_TEXT,
          "the tokenizer has no tokens for the text: " + e.getMessage());
    }
  }

  private <T> T call(LongFunction<T> use) {
    lock.readLock().lock();
    try {
      if (handle == 0) {
        throw new IllegalStateException("the tokenizer " + source + " is closed");
      }
      return use.apply(handle);
    } finally {
      lock.readLock().unlock();
    }
  }

  private static void requireText(String text) {
    if (text.length() > MAX_TEXT) {
      throw new ConversationException(
          ConversationException.Kind.TEXT_TOO_LONG,
          "a text of " + text.length() + " characters is longer than any context");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new ConversationException(
            ConversationException.Kind.LONE_SURROGATE,
            "half of a surrogate pair stands alone at character " + i);
      }
    }
  }

  @Override
  public Encoding encode(String text) {
    return encoded(
        text,
        false,
        encoding ->
            spanned(
                text, narrow(library.getTokenIds(encoding)), library.getTokenCharSpans(encoding)));
  }

  @Override
  public Encoding encodePrompt(String text) {
    Encoding plain = encode(text);
    int extra = prefix.length;
    int[] ids = concat(prefix, plain.ids());
    int[] starts = concat(new int[extra], plain.starts());
    int[] ends = concat(new int[extra], plain.ends());
    String[] texts = new String[ids.length];
    for (int i = 0; i < extra; i++) {
      texts[i] = decode(new int[] {prefix[i]});
    }
    System.arraycopy(plain.texts(), 0, texts, extra, plain.length());
    return new Encoding(ids, texts, starts, ends);
  }

  private static int[] concat(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** Adds to each id its code points and the text they cover, walking the text once. */
  private static Encoding spanned(String text, int[] ids, @Nullable CharSpan[] spans) {
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    String[] texts = new String[ids.length];
    CodePointIndex index = new CodePointIndex(text);
    for (int i = 0; i < ids.length; i++) {
      CharSpan span = spans[i];
      starts[i] = span == null ? (i == 0 ? 0 : ends[i - 1]) : span.getStart();
      ends[i] = span == null ? starts[i] : span.getEnd();
      texts[i] = text.substring(index.at(starts[i]), index.at(ends[i]));
    }
    return new Encoding(ids, texts, starts, ends);
  }

  private static int[] narrow(long[] ids) {
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = Math.toIntExact(ids[i]);
    }
    return narrow;
  }

  @Override
  public String decode(int[] ids) {
    long[] wide = Arrays.stream(ids).asLongStream().toArray();
    return call(tokenizer -> library.decode(tokenizer, wide, false));
  }

  @Override
  public boolean isSpecial(int id) {
    return id >= 0 && special.get(id);
  }

  @Override
  public OptionalInt eos() {
    return eos;
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (handle != 0) {
        library.deleteTokenizer(handle);
        handle = 0;
        OPEN.decrementAndGet();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** How many tokenizers are open right now. */
  static int open() {
    return OPEN.get();
  }
}
