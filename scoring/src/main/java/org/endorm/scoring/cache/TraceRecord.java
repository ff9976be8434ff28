package org.endorm.scoring.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.endorm.reward.SoftQTrace;
import org.endorm.scoring.trace.StateStatistics;
import org.endorm.scoring.trace.StatisticsSource.Observed;
import org.jspecify.annotations.Nullable;

/**
 * A kept trace as bytes, big-endian: T, k, key, α, vEnd, q, v, and where statistics are kept (k ≥
 * 0) meanQ, entropy and each state's k largest logits, ids before logits; then the CRC-32 of all
 * that.
 *
 * @param states null where none are kept
 */
record TraceRecord(TraceKey key, SoftQTrace trace, @Nullable StateStatistics states) {
  /** T, k and key: what tells where a record ends, and whose it is. */
  static final int HEAD = 2 * Integer.BYTES + TraceKey.BYTES;

  /** k of a record without statistics. */
  static final int NO_STATES = -1;

  /** The longest T that a record may claim; beyond any context of today. */
  static final int LONGEST = 1 << 24;

  /** The largest k that a record may claim. */
  static final int MOST_TOP = 1 << 10;

  /** The bytes of a record, which may be more than a file can hold. */
  static long size(int length, int top) {
    long doubles = 2 + 2L * length;
    long ints = 0;
    if (top != NO_STATES) {
      doubles += (2L + top) * length;
      ints += (long) top * length;
    }
    return HEAD + doubles * Double.BYTES + (ints + 1) * Integer.BYTES;
  }

  /**
   * How many of the largest logits of each state are kept; {@link #NO_STATES} without statistics.
   */
  int top() {
    return states == null ? NO_STATES : states.topQ()[0].length;
  }

  /** The statistics with so many of the largest logits, null if fewer are kept. */
  @Nullable Observed observed(int top) {
    if (states == null || top() < top) {
      return null;
    }
    return new Observed(
        trace,
        new StateStatistics(
            states.meanQ(),
            states.entropy(),
            Arrays.stream(states.topIds())
                .map(ids -> Arrays.copyOf(ids, top))
                .toArray(int[][]::new),
            Arrays.stream(states.topQ()).map(q -> Arrays.copyOf(q, top)).toArray(double[][]::new)));
  }

  ByteBuffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size(trace.length(), top())));
    bytes.putInt(trace.length()).putInt(top()).putLong(key.high()).putLong(key.low());
    bytes.putDouble(trace.alpha()).putDouble(trace.vEnd());
    put(bytes, trace.q());
    put(bytes, trace.v());
    if (states != null) {
      put(bytes, states.meanQ());
      put(bytes, states.entropy());
      for (int t = 0; t < trace.length(); t++) {
        Arrays.stream(states.topIds()[t]).forEach(bytes::putInt);
        put(bytes, states.topQ()[t]);
      }
    }
    bytes.putInt(crc(bytes));
    return bytes.flip();
  }

  private static void put(ByteBuffer bytes, double[] values) {
    Arrays.stream(values).forEach(bytes::putDouble);
  }

  /** The record in a buffer that holds just it; null if it is damaged. */
  static @Nullable TraceRecord read(ByteBuffer bytes) {
    int length = bytes.getInt();
    int top = bytes.getInt();
    TraceKey key = new TraceKey(bytes.getLong(), bytes.getLong());
    double alpha = bytes.getDouble();
    double vEnd = bytes.getDouble();
    double[] q = doubles(bytes, length);
    double[] v = doubles(bytes, length);
    StateStatistics states = top == NO_STATES ? null : states(bytes, length, top);
    int sum = crc(bytes);
    return bytes.getInt() == sum
        ? new TraceRecord(key, new SoftQTrace(alpha, q, v, vEnd), states)
        : null;
  }

  private static StateStatistics states(ByteBuffer bytes, int length, int top) {
    double[] meanQ = doubles(bytes, length);
    double[] entropy = doubles(bytes, length);
    int[][] topIds = new int[length][top];
    double[][] topQ = new double[length][];
    for (int t = 0; t < length; t++) {
      for (int k = 0; k < top; k++) {
        topIds[t][k] = bytes.getInt();
      }
      topQ[t] = doubles(bytes, top);
    }
    return new StateStatistics(meanQ, entropy, topIds, topQ);
  }

  private static double[] doubles(ByteBuffer bytes, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = bytes.getDouble();
    }
    return values;
  }

  /** Of everything before the buffer's position. */
  private static int crc(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), 0, bytes.position());
    return (int) crc.getValue();
  }
}
