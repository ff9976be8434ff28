package org.endorm.scoring.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.endorm.reward.EndormException;
import org.endorm.reward.PolicyTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.trace.InterruptedTraceException;
import org.endorm.scoring.trace.TraceSource;

/**
 * log π of trajectories as an OpenAI-compatible server tells it: {@code POST /v1/completions} with
 * the ids, {@code echo} and {@code logprobs}.
 *
 * <p>One token is generated and thrown away, since not every server takes a request for none. A
 * server may compute in any format and batch as it likes, so the numbers are its own affair.
 */
final class RemoteTraces implements TraceSource {
  /** What vLLM writes for −∞, which JSON cannot say. */
  private static final double NO_LOGPROB = -9999;

  /** A logarithm of a probability may come out above 0 by rounding. */
  private static final double ROUNDING = 1e-5;

  private final ServerClient client;
  private final ServerAddress model;
  private final int contextLength;
  private final ExecutorService workers;

  /**
   * @param client closed with this
   * @param contextLength the largest number of ids in a row
   * @param connections requests in flight at the same time
   */
  RemoteTraces(ServerClient client, ServerAddress model, int contextLength, int connections) {
    this.client = client;
    this.model = model;
    this.contextLength = contextLength;
    this.workers =
        Executors.newFixedThreadPool(
            connections, Thread.ofPlatform().daemon().name("endorm-request-", 0).factory());
  }

  @Override
  public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
    return attempt(trajectories, alpha).stream().map(Attempt::orThrow).toList();
  }

  @Override
  public List<Attempt> attempt(List<Trajectory> trajectories, double alpha) {
    List<Future<Attempt>> asked =
        trajectories.stream().map(row -> workers.submit(() -> attempt(row))).toList();
    List<Attempt> attempts = new ArrayList<>();
    try {
      for (Future<Attempt> answer : asked) {
        attempts.add(answer.get());
      }
      return attempts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedTraceException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EndormException known
          ? known
          : new IllegalStateException(e.getCause());
    } finally {
      asked.forEach(answer -> answer.cancel(true));
    }
  }

  private Attempt attempt(Trajectory row) {
    try {
      return new Attempt.Told(ask(row));
    } catch (RowException e) {
      return new Attempt.Refused(e);
    }
  }

  private PolicyTrace ask(Trajectory row) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (model.model() != null) {
      body.put("model", model.model());
    }
    ArrayNode ids = body.putArray("prompt");
    for (int id : row.ids()) {
      ids.add(id);
    }
    body.put("echo", true).put("logprobs", 1).put("max_tokens", 1).put("temperature", 0);
    JsonNode answer = client.post(model.protocol("/completions"), body);
    return trace(row, answer.path("choices").path(0).path("logprobs").path("token_logprobs"));
  }

  /** The server's numbers for the response: it must tell one for each id, and may for one more. */
  private PolicyTrace trace(Trajectory row, JsonNode logprobs) {
    int told = logprobs.size();
    if (told != row.length() && told != row.length() + 1) {
      throw new ServerException(
          "%s gives %d log-probabilities for a row of %d ids; it has to support echo with logprobs"
              .formatted(model, told, row.length()));
    }
    double[] logp = new double[row.responseLength()];
    for (int t = 0; t < logp.length; t++) {
      logp[t] = number(logprobs.get(row.responseStart() + t), t);
    }
    return new PolicyTrace(logp);
  }

  private static double number(JsonNode node, int t) {
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value > NO_LOGPROB && value <= ROUNDING)) {
      throw new RowException(
          RowException.Kind.REMOTE,
          "the server gives %s as the log-probability of response token %d".formatted(node, t));
    }
    return value;
  }

  @Override
  public boolean tellsValues() {
    return false;
  }

  @Override
  public int vocabularySize() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public void close() {
    workers.shutdownNow();
    client.close();
  }
}
