package org.endorm.bench;

import java.util.ArrayList;
import java.util.List;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.row.Candidate;
import org.endorm.text.Conversation;
import org.endorm.text.Message;

/** A system turn for every item that has none of its own. */
public record Instruction(String system) {
  /** The item with it. */
  public Item to(Item item) {
    return switch (item) {
      case Item.Choice c ->
          new Item.Choice(
              c.id(),
              c.domain(),
              c.subset(),
              c.answers().stream()
                  .map(a -> new Answer(a.label(), to(a.candidate()), a.good()))
                  .toList(),
              c.comparisons());
      case Item.Open o ->
          new Item.Open(o.id(), o.domain(), o.subset(), to(o.problem()), o.result());
      case Item.Process p -> {
        SteppedAnswer told = new SteppedAnswer(to(p.answer().conversation()), p.answer().steps());
        yield new Item.Process(p.id(), p.domain(), p.subset(), told, p.label());
      }
    };
  }

  private Candidate to(Candidate candidate) {
    return switch (candidate) {
      case Candidate.Spoken spoken ->
          new Candidate.Spoken(to(spoken.conversation()), spoken.answer(), spoken.truncated());
      case Candidate.Exact exact -> exact;
    };
  }

  private Conversation to(Conversation conversation) {
    if (conversation.messages().stream().anyMatch(turn -> turn.role().equals("system"))) {
      return conversation;
    }
    List<Message> turns = new ArrayList<>(List.of(Message.of("system", system)));
    turns.addAll(conversation.messages());
    return new Conversation(turns, conversation.variables());
  }
}
