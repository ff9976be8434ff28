package org.endorm.text;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A token a code point, and special tokens written {@code <|name|>} or {@code <name>}. */
final class LetterTokenizer implements Tokenizer {
  private static final Pattern SPECIAL = Pattern.compile("<\\|[a-z_]+\\|>|<s>|</s>|\\[/?INST]");
  private static final int FIRST_SPECIAL = 0x110000;

  private final List<String> specials = new ArrayList<>();
  private final OptionalInt eos;
  private final int[] prefix;

  LetterTokenizer(boolean hasEos, boolean addBos) {
    this.eos = hasEos ? OptionalInt.of(special("</s>")) : OptionalInt.empty();
    this.prefix = addBos ? new int[] {special("<s>")} : new int[0];
  }

  private synchronized int special(String text) {
    if (!specials.contains(text)) {
      specials.add(text);
    }
    return FIRST_SPECIAL + specials.indexOf(text);
  }

  @Override
  public Encoding encode(String text) {
    List<Integer> ids = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Matcher matcher = SPECIAL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      boolean special = matcher.find(at) && matcher.start() == at;
      int end = special ? matcher.end() : text.offsetByCodePoints(at, 1);
      String token = text.substring(at, end);
      ids.add(special ? special(token) : token.codePointAt(0));
      texts.add(token);
      at = end;
    }
    return encoding(ids, texts);
  }

  private static Encoding encoding(List<Integer> ids, List<String> texts) {
    int[] starts = new int[ids.size()];
    int[] ends = new int[ids.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i == 0 ? 0 : ends[i - 1];
      ends[i] = starts[i] + texts.get(i).codePointCount(0, texts.get(i).length());
    }
    return new Encoding(
        ids.stream().mapToInt(Integer::intValue).toArray(),
        texts.toArray(String[]::new),
        starts,
        ends);
  }

  @Override
  public Encoding encodePrompt(String text) {
    return encode(decode(prefix) + text);
  }

  @Override
  public String decode(int[] ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      if (isSpecial(id)) {
        text.append(specials.get(id - FIRST_SPECIAL));
      } else {
        text.appendCodePoint(id);
      }
    }
    return text.toString();
  }

  @Override
  public boolean isSpecial(int id) {
    return id >= FIRST_SPECIAL;
  }

  @Override
  public OptionalInt eos() {
    return eos;
  }

  @Override
  public int vocabularySize() {
    return FIRST_SPECIAL + specials.size();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
