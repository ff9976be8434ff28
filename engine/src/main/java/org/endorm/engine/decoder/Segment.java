package org.endorm.engine.decoder;

/**
 * A run of tokens that continues a row: the unit in which rows that begin alike share their
 * beginning.
 *
 * @param parent index of the segment it continues, which comes before it in the list, or {@link
 *     #ROOT}
 * @param start position in the row of the first token: 0, or where the parent ends
 * @param ids shape [n], at least one
 */
public record Segment(int parent, int start, int[] ids) {
  /** The parent of a segment that begins its rows. */
  public static final int ROOT = -1;

  public Segment {
    if (ids.length == 0) {
      throw new IllegalArgumentException("a segment needs at least one token");
    }
    if (parent < ROOT || (parent == ROOT) != (start == 0)) {
      throw new IllegalArgumentException("segment of parent " + parent + " starts at " + start);
    }
  }

  /** Position in the row after the last token. */
  public int end() {
    return start + ids.length;
  }
}
