package org.endorm.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackingPlanTest {
  @Test
  void neighboursThatBeginAlikeShareAPack() {
    List<int[]> sequences = List.of(run(1, 900), run(2, 900), run(1, 901));
    List<int[]> packs = PackingPlan.plan(sequences, 1024);
    assertThat(packs).containsExactly(new int[] {0, 2}, new int[] {1});
  }

  @Test
  void aPromptIsRepeatedForAFifthOfAPackAtMost() {
    List<int[]> packs = PackingPlan.plan(answers(35, 500, 100), 1000);
    assertThat(packs).extracting(pack -> pack.length).containsExactly(20, 15);
  }

  @Test
  void aPackEndsWhereAnswersToAnotherPromptBegin() {
    List<int[]> sequences = new ArrayList<>(answers(6, 60, 240));
    answers(6, 70, 240).forEach(ids -> sequences.add(beginningWith(2, ids)));
    List<int[]> packs = PackingPlan.plan(sequences, 2000);
    assertThat(packs).hasSize(2).allSatisfy(pack -> assertThat(pack).hasSize(6));
  }

  @Test
  void whatPacksShareIsLittleOfThem() {
    List<int[]> sequences = new ArrayList<>();
    for (int prompt = 0; prompt < 20; prompt++) {
      int id = 1000 + prompt;
      answers(6, 50 + prompt, 300).forEach(ids -> sequences.add(beginningWith(id, ids)));
    }
    long distinct = tokens(sequences, PackingPlan.plan(sequences, Integer.MAX_VALUE));
    assertThat(tokens(sequences, PackingPlan.plan(sequences, 4096)))
        .isLessThan(distinct + distinct / 100);
  }

  @Test
  void answersToAPromptLongerThanAPackShareIt() {
    assertThat(PackingPlan.plan(answers(64, 5000, 100), 4096)).hasSize(1);
  }

  @Test
  void aRepeatedPromptLeavesLaterPacksTheirSize() {
    List<int[]> sequences = new ArrayList<>(answers(64, 3000, 500));
    for (int row = 0; row < 400; row++) {
      sequences.add(run(1000 + row, 50));
    }
    List<int[]> packs = PackingPlan.plan(sequences, 4096);
    int largestOfShortRows =
        packs.stream().filter(pack -> pack[0] >= 64).mapToInt(pack -> pack.length).max().orElse(0);
    assertThat(largestOfShortRows * 50).isGreaterThan(4000);
  }

  @Test
  void aLongSequenceRunsAlone() {
    List<int[]> packs = PackingPlan.plan(List.of(run(1, 10), run(2, 5000)), 100);
    assertThat(packs).containsExactly(new int[] {1}, new int[] {0});
  }

  @Property
  void everySequenceIsInExactlyOnePack(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 700) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 4000) int budget) {
    List<int[]> sequences = lengths.stream().map(length -> run(length % 3, length)).toList();
    List<int[]> packs = PackingPlan.plan(sequences, budget);
    int[] all = packs.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    assertThat(all).isEqualTo(IntStream.range(0, sequences.size()).toArray());
  }

  /** Answers that differ from their first token on, each after the same prompt. */
  private static List<int[]> answers(int count, int prompt, int length) {
    return IntStream.range(0, count)
        .mapToObj(
            answer -> {
              int[] ids = run(1, prompt + length);
              Arrays.fill(ids, prompt, prompt + length, 100 + answer);
              return ids;
            })
        .toList();
  }

  /** Tokens to compute: of each pack's tree. */
  private static long tokens(List<int[]> sequences, List<int[]> packs) {
    return packs.stream()
        .map(pack -> new PrefixTree(Arrays.stream(pack).mapToObj(sequences::get).toList()))
        .flatMap(tree -> tree.segments().stream())
        .mapToLong(segment -> segment.ids().length)
        .sum();
  }

  private static int[] beginningWith(int id, int[] ids) {
    int[] other = ids.clone();
    other[0] = id;
    return other;
  }

  private static int[] run(int id, int length) {
    int[] ids = new int[length];
    Arrays.fill(ids, id);
    return ids;
  }
}
