package org.endorm.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.Answer;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Comparison;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Matrix;
import org.endorm.bench.Score;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.DataRow;
import org.jspecify.annotations.Nullable;

/**
 * DSP (domain-specific preference): one query, answered for four domains and for none; which answer
 * is preferred is a matter of whom one asks.
 *
 * <p>The matrix has a row for each domain's system prompt and a column for each domain's test set,
 * in which that domain's answer is preferred to each of the other four (2,644 pairs a domain). A
 * judge that listens to its instructions wins on the diagonal; a domain's figure is its diagonal
 * cell. The row {@code none} has no system prompt: the data set's own protocol, of judges made for
 * a domain. Whether the paper's pairs hold the {@code normal} answer is not known; {@code
 * without_normal} is the diagonal without it.
 *
 * <p>Source: Cheng et al., "Everyone Deserves A Reward: Learning Customized Human Preferences",
 * arXiv 2309.03126; the matrix: arXiv 2506.23235.
 */
public final class DomainPreferences implements Benchmark {
  private static final String NONE = "none";
  private static final String NORMAL = "normal";
  private static final List<String> DOMAINS =
      List.of("academy", "business", "entertainment", "literature");
  private static final List<String> ROLES =
      List.of("academy", "business", "entertainment", "literature", NONE);
  private static final List<String> AUTHORS =
      List.of("academy", "business", "entertainment", "literature", NORMAL);

  /** What the system prompt says, with the place of the domain's name. */
  public static final String DEFAULT_SYSTEM = "You are an expert in {domain}.";

  private static final String PLACE = "{domain}";

  private final String system;

  /** With {@link #DEFAULT_SYSTEM}. */
  public DomainPreferences() {
    this(DEFAULT_SYSTEM);
  }

  /**
   * @param system the system prompt, with {@code {domain}} in it
   */
  public DomainPreferences(String system) {
    if (!system.contains(PLACE)) {
      throw new IllegalArgumentException("the system prompt \"" + system + "\" has no " + PLACE);
    }
    this.system = system;
  }

  @Override
  public String name() {
    return "dsp";
  }

  @Override
  public String title() {
    return "Domain-Specific Preference (DSP)";
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    String name = "domain_specific_preference.test";
    var file = folder.find(name, "data/" + name).orElseThrow(() -> folder.nothing(name + ".json"));
    return BenchmarkData.of(folder.read(file, this::item), folder);
  }

  private Item item(DataRow row) {
    String query = row.filled("query");
    DataRow responses = row.object("responses");
    List<Answer> answers = new ArrayList<>();
    for (String role : ROLES) {
      String instruction = role.equals(NONE) ? null : system.replace(PLACE, role);
      addAnswers(role, instruction, query, responses, answers);
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int role = 0; role < ROLES.size(); role++) {
      addComparisons(role, comparisons);
    }
    return new Item.Choice(row.id(), "dsp", "dsp", answers, comparisons);
  }

  private static void addAnswers(
      String role,
      @Nullable String instruction,
      String query,
      DataRow responses,
      List<Answer> answers) {
    for (String author : AUTHORS) {
      var candidate = Tally.candidate(instruction, query, responses.text(author));
      answers.add(new Answer(role + "/" + author, candidate, author.equals(role)));
    }
  }

  private static void addComparisons(int role, List<Comparison> comparisons) {
    int first = role * AUTHORS.size();
    for (int domain = 0; domain < DOMAINS.size(); domain++) {
      for (int other = 0; other < AUTHORS.size(); other++) {
        if (other != domain) {
          String cell = ROLES.get(role) + "/" + AUTHORS.get(domain) + ">" + AUTHORS.get(other);
          comparisons.add(new Comparison(first + domain, first + other, cell));
        }
      }
    }
  }

  @Override
  public Score score(List<Judged> judged) {
    double[][] cells = shares(judged, AUTHORS.size());
    double[][] withoutNormal = shares(judged, DOMAINS.size());
    SequencedMap<String, DomainScore> domains = new LinkedHashMap<>();
    for (int domain = 0; domain < DOMAINS.size() && !judged.isEmpty(); domain++) {
      SequencedMap<String, Double> more = new LinkedHashMap<>();
      more.put("without_normal", withoutNormal[domain][domain]);
      more.put("no_system", cells[DOMAINS.size()][domain]);
      double diagonal = cells[domain][domain];
      domains.put(DOMAINS.get(domain), new DomainScore(diagonal, judged.size(), more, null));
    }
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("columns_won_by_diagonal", diagonalWins(cells));
    List<String> missing = judged.isEmpty() ? DOMAINS : List.of();
    Matrix matrix = new Matrix("system prompt", ROLES, "test set", DOMAINS, cells, true);
    return new Score(Score.mean(domains), judged.size(), missing, domains, more, matrix);
  }

  /** The accuracy under each role on each domain's pairs with the first so many authors. */
  private static double[][] shares(List<Judged> judged, int authors) {
    double[][] shares = new double[ROLES.size()][DOMAINS.size()];
    for (int role = 0; role < ROLES.size(); role++) {
      for (int domain = 0; domain < DOMAINS.size(); domain++) {
        Tally tally = new Tally();
        for (Judged one : judged) {
          for (int other = 0; other < authors; other++) {
            if (other != domain) {
              tally.add(one.won(index(role, domain, other)));
            }
          }
        }
        shares[role][domain] = tally.share();
      }
    }
    return shares;
  }

  /** Where {@link #addComparisons} put a comparison. */
  private static int index(int role, int domain, int other) {
    int others = AUTHORS.size() - 1;
    return (role * DOMAINS.size() + domain) * others + other - (other > domain ? 1 : 0);
  }

  /** The number of test sets on which their own system prompt does strictly best of the four. */
  private static double diagonalWins(double[][] cells) {
    int wins = 0;
    for (int domain = 0; domain < DOMAINS.size(); domain++) {
      boolean best = true;
      for (int role = 0; role < DOMAINS.size(); role++) {
        best &= role == domain || cells[domain][domain] > cells[role][domain];
      }
      wins += best ? 1 : 0;
    }
    return wins;
  }
}
