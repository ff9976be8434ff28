package org.endorm.text;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The merges of BPE, best first. */
final class BpeMerges {
  /** A longer piece than any real vocabulary has; cutting it everywhere would cost its square. */
  private static final int MAX_PIECE = 1024;

  private BpeMerges() {}

  /** Two tokens that become one. */
  record Merge(String left, String right) {}

  /** Reads merges written {@code left right}; a left part may itself begin with a space. */
  static List<Merge> parse(List<String> merges) {
    if (merges.isEmpty()) {
      throw new TokenizerException(GgufTokenizerJson.SOURCE, "has no merges");
    }
    for (int i = 0; i < merges.size(); i++) {
      String merge = merges.get(i);
      int space = space(merge);
      if (space < 0 || space == merge.length() - 1) {
        throw new TokenizerException(GgufTokenizerJson.SOURCE, "merge " + i + " is not two tokens");
      }
    }
    return new Written(merges);
  }

  private static int space(String merge) {
    return merge.indexOf(' ', 1);
  }

  /** Merges that are cut when they are asked for: there are many, and each is needed once. */
  private static final class Written extends AbstractList<Merge> {
    private final List<String> merges;

    private Written(List<String> merges) {
      this.merges = merges;
    }

    @Override
    public Merge get(int index) {
      String merge = merges.get(index);
      int space = space(merge);
      return new Merge(merge.substring(0, space), merge.substring(space + 1));
    }

    @Override
    public int size() {
      return merges.size();
    }
  }

  /** A merge with what it is ordered by. */
  private record Scored(Merge merge, float score, int leftLength, int rightLength) {}

  /**
   * The merges that SentencePiece's scores stand for: every cut of a piece into two pieces, the
   * highest score first, then the longest left part.
   */
  static List<Merge> fromScores(GgufTokens tokens, float @Nullable [] given) {
    float[] scores = requireScores(given);
    List<Scored> scored = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.isNormal(id)) {
        scored.addAll(cuts(tokens, id, scores[id]));
      }
    }
    scored.sort(
        Comparator.comparingDouble(Scored::score)
            .thenComparingInt(Scored::leftLength)
            .thenComparingInt(Scored::rightLength)
            .reversed());
    return scored.stream().map(Scored::merge).toList();
  }

  /** Scores by which pieces can be put in order. */
  static float[] requireScores(float @Nullable [] scores) {
    if (scores == null) {
      throw new TokenizerException(GgufTokenizerJson.SOURCE, "has no scores");
    }
    for (int id = 0; id < scores.length; id++) {
      if (!Float.isFinite(scores[id])) {
        throw new TokenizerException(
            GgufTokenizerJson.SOURCE, "the score of token " + id + " is " + scores[id]);
      }
    }
    return scores;
  }

  private static List<Scored> cuts(GgufTokens tokens, int id, float score) {
    String piece = tokens.get(id);
    if (piece.length() > MAX_PIECE) {
      throw new TokenizerException(GgufTokenizerJson.SOURCE, "token " + id + " is too long");
    }
    List<Scored> cuts = new ArrayList<>();
    for (int at = 1; at < piece.length(); at++) {
      String left = piece.substring(0, at);
      String right = piece.substring(at);
      if (tokens.contains(left) && tokens.contains(right)) {
        cuts.add(new Scored(new Merge(left, right), score, points(left), points(right)));
      }
    }
    cuts.sort(
        Comparator.comparingInt((Scored cut) -> tokens.id(cut.merge().left()))
            .thenComparingInt(cut -> tokens.id(cut.merge().right())));
    return cuts;
  }

  private static int points(String text) {
    return text.codePointCount(0, text.length());
  }
}
