package org.endorm.scoring.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.endorm.scoring.row.RowException.Kind;
import org.endorm.text.Conversation;
import org.endorm.text.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowParserTest {
  private static final Message ASKED = Message.of("user", "Name a prime.");
  private static final Message SEVEN = Message.of("assistant", "7");

  private static Row parse(String json) {
    return parse(json, null);
  }

  private static Row parse(String json, @Nullable String system) {
    return new RowParser(system).parse(RowJson.object(json), 4);
  }

  private static Candidate.Spoken spoken(Row row, int index) {
    return (Candidate.Spoken) row.candidates().get(index);
  }

  @Test
  void theExamplesShowEveryShape() throws IOException {
    Path examples = Path.of(System.getProperty("endorm.root"), "examples", "rows.jsonl");
    List<Row> rows = Files.readAllLines(examples).stream().map(RowParserTest::parse).toList();
    assertThat(rows).hasAtLeastOneElementOfType(Row.Pair.class);
    assertThat(rows).hasAtLeastOneElementOfType(Row.Many.class);
    List<Candidate> all = rows.stream().flatMap(row -> row.candidates().stream()).toList();
    assertThat(all).hasAtLeastOneElementOfType(Candidate.Exact.class);
    assertThat(all).anyMatch(Candidate::truncated);
  }

  private static Candidate asked(Message answer) {
    return new Candidate.Spoken(new Conversation(List.of(ASKED), Map.of()), answer, false);
  }

  private static final String U = "{\"role\":\"user\",\"content\":\"Name a prime.\"}";
  private static final String A7 = "{\"role\":\"assistant\",\"content\":\"7\"}";
  private static final String A8 = "{\"role\":\"assistant\",\"content\":\"8\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'prompt':'Name a prime.','response':'7'}",
        "{'messages':[U,A7]}",
        "{'prompt':'Name a prime.','messages':[U,A7]}",
        "{'prompt':[U],'completion':[A7]}",
        "{'prompt':'Name a prime.','completion':'7'}",
        "{'prompt':[U],'completion':'7'}",
        "{'prompt':'Name a prime.','completion':[A7]}",
        "{'prompt':[U],'completion':[U,A7]}",
        "{'prompt':'Name a prime.','completion':[U,A7]}",
        "{'prompt':[U],'response':'7','completion':null,'truncated':null,'score':3}"
      })
  void everyShapeOfOneAnswerSaysTheSame(String json) {
    assertThat(parse(expand(json)).candidates()).containsExactly(asked(SEVEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'prompt':'Name a prime.','chosen':'7','rejected':'8'}",
        "{'chosen':[U,A7],'rejected':[U,A8]}",
        "{'prompt':[U],'chosen':[A7],'rejected':'8'}",
        "{'prompt':[U],'chosen':[U,A7],'rejected':[A8]}",
        "{'prompt':'Name a prime.','chosen':[U,A7],'rejected':[U,A8],'messages':[U,A7]}"
      })
  void everyShapeOfAPairSaysTheSame(String json) {
    assertThat(parse(expand(json)))
        .isInstanceOf(Row.Pair.class)
        .extracting(Row::candidates)
        .isEqualTo(List.of(asked(SEVEN), asked(Message.of("assistant", "8"))));
  }

  @Test
  void responsesShareThePrompt() {
    Row row = parse(expand("{'prompt':'Name a prime.','responses':['7','','x']}"));
    assertThat(row.candidates())
        .containsExactly(
            asked(SEVEN), asked(Message.of("assistant", "")), asked(Message.of("assistant", "x")));
    assertThat(row.nameOf(2)).isEqualTo("responses[2]");
  }

  @Test
  void exactIdsDecideAlone() {
    Row row = parse(expand("{'prompt_ids':[1],'response_ids':[2,3],'prompt':'x','system':7}"));
    Candidate.Exact exact = (Candidate.Exact) row.candidates().getFirst();
    assertThat(exact.promptIds()).containsExactly(1);
    assertThat(exact.responseIds()).containsExactly(2, 3);
    assertThat(exact.truncated()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'a'}|'\"a\"'",
        "{'id':1.10}|1.10",
        "{'id':123456789012345678901234567890}|123456789012345678901234567890",
        "{'id':{'k':[null]}}|{\"k\":[null]}",
        "{'id':null}|null",
        "{}|4"
      })
  void theIdIsKeptAsItStands(String json, String id) {
    assertThat(RowParser.idOf(RowJson.object(expand(json)), 4).toString()).isEqualTo(id);
  }

  @Test
  void aRowsOwnSystemWins() {
    String row = "{'prompt':'x','response':'y'}";
    assertThat(spoken(parse(expand(row), "S"), 0).conversation().messages())
        .containsExactly(Message.of("system", "S"), Message.of("user", "x"));
    String own = "{'prompt':'x','response':'y','system':'own'}";
    assertThat(spoken(parse(expand(own), "S"), 0).conversation().messages().getFirst())
        .isEqualTo(Message.of("system", "own"));
    String message = "{'prompt':[{'role':'system','content':'own'},U],'response':'y'}";
    assertThat(spoken(parse(expand(message), "S"), 0).conversation().messages())
        .containsExactly(Message.of("system", "own"), ASKED);
  }

  @Test
  void aPromptThatIsItsOwnSystemStillBeginsAWholeConversation() {
    Row row = parse(expand("{'system':'S','prompt':[U],'chosen':[U,A7],'rejected':[U,A8]}"));
    assertThat(spoken(row, 1).conversation().messages())
        .containsExactly(Message.of("system", "S"), ASKED);
  }

  @Test
  void turnsBeforeTheLastBelongToThePrompt() {
    String tool = "{'role':'tool','content':'ok'}";
    Row row = parse(expand("{'prompt':[U],'completion':[A8," + tool + ",A7]}"));
    assertThat(spoken(row, 0).conversation().messages()).hasSize(3);
    assertThat(spoken(row, 0).answer()).isEqualTo(SEVEN);
  }

  @Test
  void anAnswerThatCallsToolsNeedsNoContent() {
    String call = "{'role':'assistant','content':null,'tool_calls':[{'function':{'name':'f'}}]}";
    Row row = parse(expand("{'messages':[U," + call + "],'tools':[{'a':1}]}"));
    assertThat(spoken(row, 0).answer().fields()).containsKey("tool_calls");
    assertThat(spoken(row, 0).conversation().variables()).containsKey("tools");
  }

  @Test
  void templateVariablesComeFromTheirField() {
    Row row =
        parse(
            expand(
                "{'prompt':'x','response':'y','chat_template_kwargs':{'enable_thinking':false},"
                    + "'documents':[{'n':1.0}]}"));
    assertThat(spoken(row, 0).conversation().variables())
        .containsEntry("enable_thinking", false)
        .containsEntry("documents", List.of(Map.of("n", 1.0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'prompt':'x','response':'y','truncated':true}|true",
        "{'prompt':'x','responses':['y','z'],'truncated':true}|true,true",
        "{'prompt':'x','responses':['y','z'],'truncated':[false,true]}|false,true",
        "{'prompt':'x','chosen':'y','rejected':'z','truncated':[true,false]}|true,false",
        "{'prompt_ids':[1],'response_ids':[1],'truncated':true}|true"
      })
  void truncatedIsOneBooleanOrOneEach(String json, String each) {
    String got =
        parse(expand(json)).candidates().stream()
            .map(c -> String.valueOf(c.truncated()))
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();
    assertThat(got).isEqualTo(each);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|UNKNOWN_SHAPE",
        "{'foo':1}|UNKNOWN_SHAPE",
        "{'prompt':'x'}|NO_RESPONSE",
        "{'response':'x'}|NO_PROMPT",
        "{'prompt':null,'response':'x'}|NO_PROMPT",
        "{'prompt':'x','response':null}|NO_RESPONSE",
        "{'prompt':'x','response':5}|WRONG_TYPE",
        "{'prompt':5,'response':'x'}|WRONG_TYPE",
        "{'prompt':[],'response':'x'}|NO_PROMPT",
        "{'prompt':['x'],'response':'x'}|WRONG_TYPE",
        "{'prompt':[{'content':'x'}],'response':'x'}|WRONG_TYPE",
        "{'prompt':'x','response':'x','system':1}|WRONG_TYPE",
        "{'messages':[]}|NO_RESPONSE",
        "{'messages':'x'}|WRONG_TYPE",
        "{'messages':[A7]}|NO_PROMPT",
        "{'messages':[U]}|NO_RESPONSE",
        "{'messages':[U,{'role':'assistant'}]}|NO_RESPONSE",
        "{'messages':[U,{'role':'assistant','content':[1]}]}|NO_RESPONSE",
        "{'messages':[U,A7],'response':'x'}|UNKNOWN_SHAPE",
        "{'messages':[U,A7],'prompt':'other'}|UNKNOWN_SHAPE",
        "{'prompt':'x','response':'x','responses':['y']}|UNKNOWN_SHAPE",
        "{'prompt':'x','chosen':'x','rejected':'y','response':'y'}|UNKNOWN_SHAPE",
        "{'prompt':'x','chosen':'x'}|NO_RESPONSE",
        "{'chosen':'x','rejected':'y'}|NO_PROMPT",
        "{'prompt':'x','responses':[]}|NO_RESPONSE",
        "{'prompt':'x','responses':'y'}|WRONG_TYPE",
        "{'prompt':'x','responses':['y',1]}|WRONG_TYPE",
        "{'prompt':'x','response':'x','truncated':'yes'}|WRONG_TYPE",
        "{'prompt':'x','response':'x','truncated':[true]}|WRONG_TYPE",
        "{'prompt':'x','responses':['x'],'truncated':[]}|WRONG_TYPE",
        "{'prompt':'x','responses':['x'],'truncated':[1]}|WRONG_TYPE",
        "{'prompt_ids':[1]}|NO_RESPONSE",
        "{'response_ids':[1]}|NO_PROMPT",
        "{'prompt_ids':[],'response_ids':[1]}|BAD_IDS",
        "{'prompt_ids':[1],'response_ids':[]}|BAD_IDS",
        "{'prompt_ids':[1.0],'response_ids':[1]}|BAD_IDS",
        "{'prompt_ids':[-1],'response_ids':[1]}|BAD_IDS",
        "{'prompt_ids':['1'],'response_ids':[1]}|BAD_IDS",
        "{'prompt_ids':[99999999999],'response_ids':[1]}|BAD_IDS",
        "{'prompt_ids':1,'response_ids':[1]}|WRONG_TYPE",
        "{'prompt':'\\ud800','response':'x'}|LONE_SURROGATE",
        "{'prompt':'x','response':'a\\udc00b'}|LONE_SURROGATE",
        "{'messages':[{'role':'user','content':[{'\\ud800':1}]},A7]}|LONE_SURROGATE",
        "{'system':'s','prompt':[{'role':'system','content':'t'},U],'response':'x'}|CONFLICT",
        "{'prompt':'x','response':'y','tools':'z'}|WRONG_TYPE",
        "{'prompt':'x','response':'y','chat_template_kwargs':[]}|WRONG_TYPE"
      })
  void aRowOfTheWrongShapeSaysWhichFault(String json, Kind kind) {
    assertThatThrownBy(() -> parse(expand(json)))
        .isInstanceOfSatisfying(RowException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[1]|NOT_AN_OBJECT", "3|NOT_AN_OBJECT", "{'a':1} x|NOT_JSON", "nonsense|NOT_JSON"})
  void aLineMustBeOneObject(String line, Kind kind) {
    assertThatThrownBy(() -> RowJson.object(expand(line)))
        .isInstanceOfSatisfying(RowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void nestingBeyondReasonIsRefused() {
    assertThatThrownBy(() -> RowJson.object("{\"a\":" + "[".repeat(100_000)))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_JSON));
  }

  private static String expand(String json) {
    return json.replace("[U", "[" + U)
        .replace(",U", "," + U)
        .replace("A7", A7)
        .replace("A8", A8)
        .replace('\'', '"');
  }
}
