package org.endorm.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.endorm.text.PreTokenizer.Step;

/**
 * The pre-tokenizers by name. Names and their grouping are llama.cpp's; the steps are those of the
 * {@code tokenizer.json} of the models that a name was made for. A name that is not here is
 * refused, since another cut gives other tokens.
 */
final class PreTokenizers {
  private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String TAIL = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String WORD = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
  private static final String MARKS = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|";
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String CHINESE = "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+";

  /** What DeepSeek takes for letters that have case. */
  private static final String CASED_LETTERS =
      "A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293"
          + "\u0295-\u02af\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a"
          + "\u038c\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481\u048a-\u052f\u0531-\u0556"
          + "\u10a0-\u10c5\u13a0-\u13f5\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b"
          + "\u1d6b-\u1d77\u1d79-\u1d9a\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d"
          + "\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe"
          + "\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4"
          + "\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113\u2115\u2119-\u211d\u2124\u2126\u2128"
          + "\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f\u2145-\u2149\u214e\u2183\u2184"
          + "\u2c00-\u2c7b\u2c7e-\u2ce4\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d\ua680-\ua69b"
          + "\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e\uab70-\uabbf\ufb00-\ufb06\ufb13-\ufb17"
          + "\uff21-\uff3a\uff41-\uff5a\\x{10400}-\\x{1044F}\\x{104B0}-\\x{104D3}"
          + "\\x{104D8}-\\x{104FB}\\x{10C80}-\\x{10CB2}\\x{10CC0}-\\x{10CF2}"
          + "\\x{118A0}-\\x{118DF}\\x{1E900}-\\x{1E943}";

  private static final Step GPT2 = new Step.ByteLevel(true);
  private static final Step BYTES = new Step.ByteLevel(false);
  private static final Step EACH_DIGIT = new Step.Digits(true);
  private static final Step LINE_ENDS = new Step.Split("[\\r\\n]");

  static final Map<String, PreTokenizer> BY_NAME = byName();

  private PreTokenizers() {}

  private static Map<String, PreTokenizer> byName() {
    Map<String, PreTokenizer> names = new HashMap<>();
    addTiktoken(names);
    addCased(names);
    addGpt2(names);
    addDeepSeek(names);
    addOthers(names);
    return Map.copyOf(names);
  }

  private static void addTiktoken(Map<String, PreTokenizer> names) {
    List<Step> llama3 = List.of(new Step.Split(tiktoken("\\p{N}{1,3}")), BYTES);
    add(
        names,
        llama3,
        true,
        true,
        "llama3",
        "llama-v3",
        "llama-bpe",
        "falcon3",
        "falcon-h1",
        "pixtral",
        "midm-2.0",
        "lfm2");
    add(names, llama3, false, false, "dbrx", "smaug-bpe", "glm4", "chatglm-bpe");
    add(
        names,
        List.of(new Step.Split(tiktoken("\\p{N}")), BYTES),
        false,
        false,
        "qwen2",
        "deepseek-r1-qwen",
        "kormo",
        "megrez",
        "stablelm2",
        "hunyuan",
        "solar-open",
        "grok-2");
    add(
        names,
        List.of(new Step.Split("\\p{N}{1,3}"), new Step.Split(tiktoken("\\p{N}+")), BYTES),
        true,
        false,
        "minicpm5");
    add(
        names,
        List.of(
            new Step.Split(
                CONTRACTIONS
                    + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|"
                    + TAIL),
            BYTES),
        false,
        false,
        "qwen35");
    add(
        names,
        List.of(
            new Step.Split(CONTRACTIONS + WORD + "\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|" + TAIL),
            BYTES),
        false,
        false,
        "seed-coder");
  }

  /** The cut of Llama 3 and its kin, which differ in how many digits stand together. */
  private static String tiktoken(String digits) {
    return CONTRACTIONS + WORD + digits + MARKS + TAIL;
  }

  private static void addCased(Map<String, PreTokenizer> names) {
    Step gpt4o = new Step.Split(cased(CONTRACTIONS + "?", "\\p{N}{1,3}"));
    add(names, List.of(new Step.Split(cased("", "\\p{N}")), BYTES), true, true, "tekken");
    add(names, List.of(gpt4o, BYTES), false, false, "gpt-4o", "llama4", "kanana2", "minimax-m2");
    add(
        names,
        List.of(new Step.Split("\\d{1,3}(?=(?:\\d{3})*\\b)"), gpt4o, BYTES),
        false,
        false,
        "tiny_aya",
        "cohere2moe");
  }

  /** The cut of GPT-4o and Tekken, which know upper from lower case. */
  private static String cased(String suffix, String digits) {
    String start = "[^\\r\\n\\p{L}\\p{N}]?";
    return start
        + UPPER
        + "*"
        + LOWER
        + "+"
        + suffix
        + "|"
        + start
        + UPPER
        + "+"
        + LOWER
        + "*"
        + suffix
        + "|"
        + digits
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|"
        + TAIL;
  }

  private static void addGpt2(Map<String, PreTokenizer> names) {
    add(
        names,
        List.of(GPT2),
        false,
        false,
        "gpt-2",
        "phi-2",
        "gigachat",
        "a.x-4.0",
        "mellum",
        "mpt",
        "olmo",
        "jais",
        "trillion",
        "granite-docling",
        "exaone4");
    add(
        names,
        List.of(EACH_DIGIT, GPT2),
        false,
        false,
        "smollm",
        "starcoder",
        "refact",
        "command-r",
        "codeshell",
        "exaone",
        "minerva-7b",
        "mellum2");
  }

  private static void addDeepSeek(Map<String, PreTokenizer> names) {
    String punctuated =
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
            + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
            + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|"
            + TAIL;
    add(
        names,
        List.of(
            new Step.Split("\\p{N}{1,3}"),
            new Step.Split("[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+"),
            new Step.Split(punctuated),
            BYTES),
        false,
        false,
        "deepseek-v3",
        "hunyuan-dense",
        "joyai-llm");
    add(
        names,
        List.of(
            LINE_ENDS,
            new Step.Split("\\s?\\p{L}+"),
            new Step.Split("\\s?\\p{P}+"),
            new Step.Split(CHINESE),
            EACH_DIGIT,
            BYTES),
        false,
        false,
        "deepseek-coder");
    add(
        names,
        List.of(
            LINE_ENDS,
            new Step.Split("\\s?[" + CASED_LETTERS + "]+"),
            new Step.Split("\\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+"),
            new Step.Split("\\s+$"),
            new Step.Split(CHINESE),
            EACH_DIGIT,
            BYTES),
        false,
        false,
        "deepseek-llm");
  }

  private static void addOthers(Map<String, PreTokenizer> names) {
    add(
        names,
        List.of(
            new Step.Split(
                "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"),
            BYTES),
        false,
        false,
        "bailingmoe",
        "bailingmoe2",
        "llada-moe");
    add(
        names,
        List.of(
            new Step.Punctuation(),
            GPT2,
            new Step.Digits(false),
            new Step.Split("[0-9][0-9][0-9]")),
        false,
        false,
        "falcon");
  }

  private static void add(
      Map<String, PreTokenizer> all,
      List<Step> steps,
      boolean ignoreMerges,
      boolean addBos,
      String... names) {
    for (String name : names) {
      all.put(name, new PreTokenizer(steps, ignoreMerges, addBos));
    }
  }
}
