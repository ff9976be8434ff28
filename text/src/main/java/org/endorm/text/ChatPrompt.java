package org.endorm.text;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.endorm.text.ConversationException.Kind;
import org.endorm.text.TrajectoryBuilder.Start;
import org.jspecify.annotations.Nullable;

/**
 * A prompt rendered by a chat template, with the generation prompt.
 *
 * <p>Where s₁ ends and which token ends the answer is read off the template itself: the
 * conversation is rendered with the answer in it, and once with a placeholder, which shows what the
 * template puts around any answer.
 */
final class ChatPrompt implements Prompt {
  private static final String PLACEHOLDER = "endormAnswerPlaceholder";

  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final SpecialTokens specialTokens;
  private final Conversation conversation;
  private final LocalDateTime now;
  private final String opening;
  private final Map<String, Start> starts = new ConcurrentHashMap<>();
  private final Map<Map<String, @Nullable Object>, AnswerFrame> frames = new ConcurrentHashMap<>();

  ChatPrompt(
      Tokenizer tokenizer,
      ChatTemplate template,
      SpecialTokens specialTokens,
      Conversation conversation,
      LocalDateTime now) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.specialTokens = specialTokens;
    this.conversation = conversation;
    this.now = now;
    this.opening = template.render(conversation, true, specialTokens.texts(), now);
    start(opening);
  }

  private Start start(String text) {
    return starts.computeIfAbsent(
        text,
        prompt -> {
          int[] ids = tokenizer.encode(prompt).ids();
          if (ids.length == 0) {
            throw new ConversationException(
                Kind.EMPTY_PROMPT, "the template prints nothing before the answer");
          }
          return new Start(prompt, ids);
        });
  }

  @Override
  public String text() {
    return opening;
  }

  @Override
  public EncodedTrajectory answer(Message message, boolean truncated) {
    if (message.fields().get("tool_calls") instanceof List<?> calls && !calls.isEmpty()) {
      return toolCalls(message, truncated);
    }
    String answer = message.text();
    if (answer == null) {
      throw new ConversationException(
          Kind.UNKNOWN_RESPONSE, "the last message has neither text nor tool calls");
    }
    AnswerFrame frame = frame(message);
    AnswerFrame.Place place = frame.place(whole(message), answer);
    OptionalInt end = truncated ? OptionalInt.empty() : end(place.after());
    return TrajectoryBuilder.build(tokenizer, start(place.prompt()), answer, end, truncated);
  }

  private String whole(Message last) {
    List<Message> messages = new ArrayList<>(conversation.messages());
    messages.add(last);
    Conversation all = new Conversation(messages, conversation.variables());
    return template.render(all, false, specialTokens.texts(), now);
  }

  /** What the template prints around an answer, learnt from a placeholder in its stead. */
  private AnswerFrame frame(Message message) {
    Map<String, @Nullable Object> others = new LinkedHashMap<>(message.fields());
    others.remove("content");
    return frames.computeIfAbsent(others, key -> learn(message));
  }

  private AnswerFrame learn(Message message) {
    String placeholder = PLACEHOLDER;
    while (opening.contains(placeholder)) {
      placeholder += "X";
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(message.fields());
    fields.put("content", placeholder);
    return AnswerFrame.learn(opening, whole(new Message(fields)), placeholder);
  }

  /** The first special token in what follows an answer, else the tokenizer's EOS. */
  private OptionalInt end(String after) {
    for (int id : tokenizer.encode(after).ids()) {
      if (tokenizer.isSpecial(id)) {
        return OptionalInt.of(id);
      }
    }
    return tokenizer.eos();
  }

  /** The response is what the template prints for the message, up to its end token. */
  private EncodedTrajectory toolCalls(Message message, boolean truncated) {
    String whole = whole(message);
    if (!whole.startsWith(opening)) {
      throw new ConversationException(
          Kind.UNKNOWN_RESPONSE,
          "the template does not print the tool calls after its generation prompt");
    }
    Message silent = withoutCalls(message);
    if (whole.equals(whole(silent))) {
      throw new ConversationException(
          Kind.UNKNOWN_RESPONSE, "the template does not print the tool calls");
    }
    String rest = whole.substring(opening.length());
    Encoding printed = tokenizer.encode(rest);
    int end = endOfCalls(printed, silent);
    String response = end < 0 ? rest : before(rest, printed.starts()[end]);
    OptionalInt token = end < 0 ? tokenizer.eos() : OptionalInt.of(printed.ids()[end]);
    return TrajectoryBuilder.build(
        tokenizer, start(opening), response.stripTrailing(), token, truncated);
  }

  private static Message withoutCalls(Message message) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(message.fields());
    fields.remove("tool_calls");
    fields.putIfAbsent("content", "");
    return new Message(fields);
  }

  private static String before(String text, int codePoint) {
    return text.substring(0, text.offsetByCodePoints(0, codePoint));
  }

  /**
   * Where the end token lies: the token that ends plain answers, else the last special one; -1 for
   * none. The calls themselves may hold special tokens.
   */
  private int endOfCalls(Encoding printed, Message silent) {
    OptionalInt usual = end(frame(silent).after());
    int last = -1;
    for (int i = 0; i < printed.length(); i++) {
      int id = printed.ids()[i];
      if (usual.isPresent() && id == usual.getAsInt()) {
        return i;
      }
      last = tokenizer.isSpecial(id) ? i : last;
    }
    return last;
  }
}
