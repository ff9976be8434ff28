package org.endorm.scoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.endorm.engine.decoder.Segment;
import org.endorm.reward.Trajectory;

/**
 * Token sequences that begin alike as one tree, so that what they share is computed once.
 *
 * <p>A split costs some half-filled blocks of attention; so fewer than {@value #LEAST_SHARED}
 * shared tokens are computed twice.
 */
final class PrefixTree {
  static final int LEAST_SHARED = 16;

  private final List<int[]> sequences;
  private final List<Segment> segments = new ArrayList<>();
  private final int[] leaf;

  /**
   * A range of sequences that agree on the first {@code depth} tokens, laid down as {@code parent}.
   */
  private record Branch(int from, int to, int parent, int depth) {}

  /**
   * @param sequences in lexicographic order, each of at least one token
   */
  PrefixTree(List<int[]> sequences) {
    this.sequences = sequences;
    this.leaf = new int[sequences.size()];
    Deque<Branch> pending = new ArrayDeque<>();
    pushBranches(pending, 0, sequences.size(), Segment.ROOT, 0);
    while (!pending.isEmpty()) {
      grow(pending.pop(), pending);
    }
  }

  /** The segments in preorder. */
  List<Segment> segments() {
    return List.copyOf(segments);
  }

  /** The position of a segment's first token. */
  int start(int segment) {
    return segments.get(segment).start();
  }

  /** The index of the segment in which a sequence ends. */
  int leaf(int sequence) {
    return leaf[sequence];
  }

  /** The segment on the path to {@code leaf} that holds a position. */
  int segmentAt(int leaf, int position) {
    int segment = leaf;
    while (segments.get(segment).start() > position) {
      segment = segments.get(segment).parent();
    }
    return segment;
  }

  private void grow(Branch branch, Deque<Branch> pending) {
    int end = shared(branch.from(), branch.to());
    int[] ids = Arrays.copyOfRange(sequences.get(branch.from()), branch.depth(), end);
    int segment = segments.size();
    segments.add(new Segment(branch.parent(), branch.depth(), ids));
    int next = branch.from();
    while (next < branch.to() && sequences.get(next).length == end) {
      leaf[next++] = segment;
    }
    pushBranches(pending, next, branch.to(), segment, end);
  }

  /** Cuts a range into runs worth sharing; the first run comes to lie on top. */
  private void pushBranches(Deque<Branch> pending, int from, int to, int parent, int depth) {
    List<Branch> branches = new ArrayList<>();
    int start = from;
    for (int i = from + 1; i <= to; i++) {
      if (i == to || shared(i - 1, i + 1) - depth < LEAST_SHARED) {
        branches.add(new Branch(start, i, parent, depth));
        start = i;
      }
    }
    branches.reversed().forEach(pending::push);
  }

  /** Tokens that all sequences of an ordered range share: those of its first and last. */
  private int shared(int from, int to) {
    return Trajectory.shared(sequences.get(from), sequences.get(to - 1));
  }
}
