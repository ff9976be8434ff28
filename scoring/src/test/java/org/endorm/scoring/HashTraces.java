package org.endorm.scoring;

import java.util.ArrayList;
import java.util.List;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.trace.TraceSource;

/**
 * A model without weights: the logit of a token after a prefix is a hash of both, in sixteenths
 * between −8 and 8. Deterministic, quick, and as invariant as the real one must be.
 */
public class HashTraces implements TraceSource {
  public static final int VOCABULARY = 64;
  public static final int CONTEXT = 512;

  private int calls;
  private boolean closed;

  @Override
  public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
    calls++;
    List<Trace> traces = new ArrayList<>();
    for (Trajectory trajectory : trajectories) {
      traces.add(trace(trajectory, alpha));
    }
    return traces;
  }

  private static Trace trace(Trajectory trajectory, double alpha) {
    int length = trajectory.responseLength();
    double[] q = new double[length];
    double[] v = new double[length];
    int hash = 1;
    for (int i = 0; i < trajectory.length(); i++) {
      int t = i - trajectory.responseStart();
      if (t >= 0) {
        q[t] = logit(hash, trajectory.id(i));
        v[t] = value(hash, alpha);
      }
      hash = 31 * hash + trajectory.id(i);
    }
    return new SoftQTrace(alpha, q, v, trajectory.truncated() ? value(hash, alpha) : 0);
  }

  /** Q(s, a) of the state with this hash. */
  private static double logit(int hash, int token) {
    int mixed = (hash * 0x9E3779B9) ^ (token * 0x85EBCA6B);
    mixed ^= mixed >>> 15;
    mixed *= 0x2C1B3C6D;
    mixed ^= mixed >>> 13;
    return Math.floorMod(mixed, 256) / 16.0 - 8;
  }

  private static double value(int hash, double alpha) {
    double sum = 0;
    for (int token = 0; token < VOCABULARY; token++) {
      sum += Math.exp(logit(hash, token) / alpha);
    }
    return alpha * Math.log(sum);
  }

  /** How often it was asked. */
  public int calls() {
    return calls;
  }

  public boolean closed() {
    return closed;
  }

  @Override
  public int vocabularySize() {
    return VOCABULARY;
  }

  @Override
  public int contextLength() {
    return CONTEXT;
  }

  @Override
  public void close() {
    closed = true;
  }
}
