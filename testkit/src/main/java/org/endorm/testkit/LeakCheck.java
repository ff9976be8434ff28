package org.endorm.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Fails a test that leaves native resources open; registered for every test of every module. */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);
  private static final List<OpenResources> RESOURCES = new ArrayList<>();

  static {
    ServiceLoader.load(OpenResources.class).forEach(RESOURCES::add);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(LeakCheck.class, counts());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    long[] before = (long[]) context.getStore(NAMESPACE).get(LeakCheck.class);
    long[] after = counts();
    for (int i = 0; i < after.length; i++) {
      if (after[i] > before[i]) {
        throw new AssertionError(
            (after[i] - before[i])
                + " more open "
                + RESOURCES.get(i).name()
                + " than before the test");
      }
    }
  }

  private static long[] counts() {
    return RESOURCES.stream().mapToLong(OpenResources::open).toArray();
  }
}
