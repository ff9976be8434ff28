package org.endorm.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.endorm.engine.ModelText;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.Catalogue;
import org.endorm.testkit.SharedData;
import org.endorm.text.Conversation;
import org.endorm.text.ConversationCodec;
import org.endorm.text.EncodedTrajectory;
import org.junit.jupiter.api.Test;

/** The default model's trajectories of 30 real answers against the reference's ids. */
class GoldenTrajectoriesTest {
  private static final ObjectMapper JSON = new JsonMapper();
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 12, 0);
  private static final int ANSWERS = 30;

  @Test
  void givesTheReferencesIds() throws IOException {
    Path golden = SharedData.require("golden/smollm2.jsonl");
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    try (ConversationCodec codec = ModelText.open(defaultModel())) {
      for (String line : Files.readString(golden).split("\n")) {
        JsonNode row = JSON.readTree(line);
        String system = row.path("system").isTextual() ? row.get("system").asText() : null;
        Conversation prompt = Conversation.ofPrompt(system, row.get("prompt").asText());
        EncodedTrajectory encoded =
            codec.prompt(prompt, NOW).answer(row.get("response").asText(), false);
        assertThat(encoded.note()).isNull();
        seen++;
        if (!ids(row, "prompt_ids").equals(list(encoded.trajectory().promptIds()))
            || !ids(row, "response_ids").equals(list(encoded.trajectory().responseIds()))) {
          wrong.add(row.get("id").asText());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isEqualTo(ANSWERS);
  }

  private static Path defaultModel() {
    Catalogue catalogue = new Catalogue();
    Path model =
        catalogue.place(catalogue.find(Catalogue.DEFAULT).orElseThrow(), Access.ofProcess());
    assumeTrue(Files.exists(model), "the default model is not in the cache");
    return model;
  }

  private static List<Integer> ids(JsonNode row, String field) {
    List<Integer> ids = new ArrayList<>();
    row.get(field).forEach(id -> ids.add(id.asInt()));
    return ids;
  }

  private static List<Integer> list(int[] ids) {
    return java.util.Arrays.stream(ids).boxed().toList();
  }
}
