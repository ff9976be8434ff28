package org.endorm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.endorm.reward.Trajectory.Ending;
import org.endorm.text.ConversationException.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the prompt ends, what the response is, and which token ends it: rule by rule. */
class TrajectoryRulesTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 12, 0);

  private static final String CHATML =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  /** Prints an empty thinking block before a last answer, and none in the generation prompt. */
  private static final String THINKS =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n"
          + "{% if loop.last and m.role == 'assistant' %}<think>\n\n</think>\n\n{% endif %}"
          + "{{ m.content }}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  /** Prints a thinking tag in the generation prompt alone, and drops the thinking of answers. */
  private static final String OPENS_THINKING =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content.split('</think>')[-1] }}"
          + "<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}";

  /**
   * Names a channel before an answer, and ends the last one with another token than earlier ones.
   */
  private static final String CHANNELS =
      "{% for m in messages %}<|start|>{{ m.role }}"
          + "{% if m.role == 'assistant' %}"
          + "{% if m.tool_calls %} to={{ m.tool_calls[0].function.name }}<|channel|>commentary"
          + "<|message|>{{ m.tool_calls[0].function.arguments | tojson }}<|call|>"
          + "{% else %}<|channel|>final<|message|>{{ m.content }}"
          + "{{ '<|return|>' if loop.last else '<|end|>' }}{% endif %}"
          + "{% else %}<|message|>{{ m.content }}<|end|>{% endif %}{% endfor %}"
          + "{% if add_generation_prompt %}<|start|>assistant{% endif %}";

  private static EncodedTrajectory chat(String template, Message answer, Message... before) {
    return chat(new LetterTokenizer(true, false), template, answer, false, before);
  }

  private static EncodedTrajectory chat(
      Tokenizer tokenizer, String template, Message answer, boolean truncated, Message... before) {
    SpecialTokens special = new SpecialTokens(Map.of("bos_token", "<s>", "eos_token", "</s>"));
    ConversationCodec codec =
        ConversationCodec.of(tokenizer, ChatTemplate.parse("test", template), special);
    EncodedTrajectory said =
        codec.prompt(new Conversation(List.of(before), Map.of()), NOW).answer(answer, truncated);
    // The ids are what the texts say, whatever the rules.
    assertThat(tokenizer.decode(said.trajectory().promptIds())).isEqualTo(said.promptText());
    return said;
  }

  private static Message user(String text) {
    return Message.of("user", text);
  }

  private static Message answer(String text) {
    return Message.of("assistant", text);
  }

  private static Message calls(@Nullable String content) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("role", "assistant");
    fields.put("content", content);
    Map<String, Object> function = Map.of("name", "f", "arguments", Map.of("x", 1));
    fields.put("tool_calls", List.of(Map.of("type", "function", "function", function)));
    return new Message(fields);
  }

  private static AbstractStringAssert<?> prompt(EncodedTrajectory said) {
    return assertThat(said.promptText());
  }

  /** The response's tokens with its end token. */
  private static AbstractStringAssert<?> response(EncodedTrajectory said) {
    return assertThat(String.join("", said.response().texts()));
  }

  @Test
  void aPlainChatIsCutAtItsGenerationPrompt() {
    EncodedTrajectory said = chat(CHATML, answer("Yo"), user("Hi"));
    prompt(said).isEqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
    response(said).isEqualTo("Yo<|im_end|>");
    assertThat(said.trajectory().ending()).isEqualTo(Ending.ENDED);
    assertThat(said.response().starts()).containsExactly(0, 1, 2);
    assertThat(said.response().ends()).containsExactly(1, 2, 2);
    assertThat(said.note()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Yo", "", "a", "think", "\n", "assistant", "</think>", "<|im_end|>", " x "})
  void whatLiesBetweenBelongsToThePrompt(String text) {
    EncodedTrajectory said = chat(THINKS, answer(text), user("Hi"));
    prompt(said)
        .isEqualTo(
            "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n");
    response(said).isEqualTo(text + "<|im_end|>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Yo", "hm\n</think>\n\nYo", "", "assistant"})
  void aTagOfTheGenerationPromptAloneStays(String text) {
    EncodedTrajectory said = chat(OPENS_THINKING, answer(text), user("Hi"));
    prompt(said).isEqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>\n");
    response(said).isEqualTo(text + "<|im_end|>");
  }

  @Test
  void earlierTurnsAreWhatTheTemplateSays() {
    EncodedTrajectory said =
        chat(OPENS_THINKING, answer("B"), user("Hi"), answer("hm</think>A"), user("Bye"));
    prompt(said)
        .isEqualTo(
            "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n"
                + "<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n<think>\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Yo\n", "  Yo", "\n\n Yo \t\n", " \n"})
  void theResponseIsNeverTrimmed(String text) {
    String trims = CHATML.replace("m.content", "m.content | trim");
    response(chat(trims, answer(text), user("Hi"))).isEqualTo(text + "<|im_end|>");
  }

  @Test
  void channelsBelongToThePromptAndTheLastTurnsTokenEndsIt() {
    EncodedTrajectory said = chat(CHANNELS, answer("B"), user("Hi"), answer("A"), user("Bye"));
    prompt(said)
        .isEqualTo(
            "<|start|>user<|message|>Hi<|end|><|start|>assistant<|channel|>final<|message|>A<|end|>"
                + "<|start|>user<|message|>Bye<|end|><|start|>assistant<|channel|>final<|message|>");
    response(said).isEqualTo("B<|return|>");
  }

  @Test
  void theFirstSpecialTokenAfterTheAnswerEndsIt() {
    String ends = CHATML.replace("<|im_end|>\n{% endfor %}", " \n<|eot|><|im_end|>\n{% endfor %}");
    response(chat(ends, answer("Yo"), user("Hi"))).isEqualTo("Yo<|eot|>");
  }

  @Test
  void whereTheTemplatePrintsNoEndTheTokenizersEosDoes() {
    String bare =
        "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
            + "{% if add_generation_prompt %}assistant: {% endif %}";
    response(chat(bare, answer("Yo"), user("Hi"))).isEqualTo("Yo</s>");
    EncodedTrajectory said =
        chat(new LetterTokenizer(false, false), bare, answer("Yo"), false, user("Hi"));
    response(said).isEqualTo("Yo");
    assertThat(said.trajectory().ending()).isEqualTo(Ending.TRUNCATED);
    assertThat(said.note()).contains("scored as truncated");
  }

  @Test
  void aTruncatedAnswerHasNoEnd() {
    EncodedTrajectory said =
        chat(new LetterTokenizer(true, false), CHATML, answer("Yo"), true, user("Hi"));
    response(said).isEqualTo("Yo");
    assertThat(said.trajectory().ending()).isEqualTo(Ending.TRUNCATED);
    assertThat(said.note()).isNull();
    assertThatThrownBy(
            () -> chat(new LetterTokenizer(true, false), CHATML, answer(""), true, user("Hi")))
        .isInstanceOfSatisfying(
            ConversationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EMPTY_RESPONSE));
  }

  @Test
  void specialTokensInWhatTheUserSaysAreRecognised() {
    LetterTokenizer tokenizer = new LetterTokenizer(true, false);
    EncodedTrajectory said =
        chat(tokenizer, CHATML, answer("<|im_end|>!"), false, user("<|im_start|>"));
    int start = tokenizer.encode("<|im_start|>").ids()[0];
    assertThat(Arrays.stream(said.trajectory().promptIds()).filter(id -> id == start)).hasSize(3);
    assertThat(said.response().length()).isEqualTo(3);
  }

  @Test
  void theBosIsAsTheTemplateSays() {
    LetterTokenizer adds = new LetterTokenizer(true, true);
    prompt(chat(adds, CHATML, answer("Yo"), false, user("Hi"))).startsWith("<|im_start|>");
    String prints = "{{ bos_token }}" + CHATML;
    prompt(chat(adds, prints, answer("Yo"), false, user("Hi"))).startsWith("<s><|im_start|>");
  }

  @Test
  void toolCallsAreWhatTheTemplatePrintsForThem() {
    EncodedTrajectory said = chat(CHANNELS, calls(null), user("Hi"));
    prompt(said).isEqualTo("<|start|>user<|message|>Hi<|end|><|start|>assistant");
    response(said).isEqualTo(" to=f<|channel|>commentary<|message|>{\"x\": 1}<|call|>");
    String prints =
        CHATML.replace(
            "{{ m.content }}",
            "{{ m.content }}{{ m.tool_calls[0].function.name if m.tool_calls }}\n");
    response(chat(prints, calls("Look: "), user("Hi"))).isEqualTo("Look: f<|im_end|>");
  }

  @Test
  void toolCallsThatCannotBeToldAreAnError() {
    for (String template : List.of(CHATML, THINKS, OPENS_THINKING)) {
      assertThatThrownBy(() -> chat(template, calls("Look"), user("Hi")))
          .isInstanceOfSatisfying(
              ConversationException.class,
              e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_RESPONSE));
    }
  }

  @Test
  void aTemplateThatRaisesIsAnError() {
    String raises = "{{ raise_exception('no') if messages[0].role == 'system' }}" + CHATML;
    assertThatThrownBy(() -> chat(raises, answer("Yo"), Message.of("system", "S"), user("Hi")))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("no");
  }

  @Test
  void withoutATemplateThePromptIsTextAfterTheBos() {
    ConversationCodec codec =
        ConversationCodec.of(new LetterTokenizer(true, true), null, SpecialTokens.NONE);
    EncodedTrajectory said =
        codec.prompt(Conversation.ofPrompt(null, "Hi"), NOW).answer("Yo", false);
    prompt(said).isEqualTo("Hi");
    assertThat(said.trajectory().promptIds()).hasSize(3);
    response(said).isEqualTo("Yo</s>");
    Conversation told = Conversation.ofPrompt("Be terse.", "Hi");
    assertThatThrownBy(() -> codec.prompt(told, NOW))
        .isInstanceOfSatisfying(
            ConversationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NEEDS_TEMPLATE));
    ConversationCodec bare =
        ConversationCodec.of(new LetterTokenizer(true, false), null, SpecialTokens.NONE);
    assertThatThrownBy(() -> bare.prompt(Conversation.ofPrompt(null, ""), NOW))
        .isInstanceOfSatisfying(
            ConversationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EMPTY_PROMPT));
  }
}
