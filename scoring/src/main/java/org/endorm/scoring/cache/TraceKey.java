package org.endorm.scoring.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.endorm.reward.Trajectory;

/**
 * What a trace depends on besides its model: the ids, where the response starts, how it ended, α;
 * the first 128 bits of their SHA-256.
 */
record TraceKey(long high, long low) {
  static final int BYTES = 16;

  static TraceKey of(Trajectory trajectory, double alpha) {
    int[] ids = trajectory.ids();
    ByteBuffer content = ByteBuffer.allocate(13 + 4 * ids.length);
    content.putDouble(alpha).putInt(trajectory.responseStart());
    content.put((byte) (trajectory.truncated() ? 1 : 0));
    for (int id : ids) {
      content.putInt(id);
    }
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content.array()));
      return new TraceKey(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
