package org.endorm.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the tree in the README promises of its arrows. */
class ArchitectureTest {
  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.endorm");
  }

  @Test
  void modulesDependAsDrawn() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("reward")
        .definedBy("org.endorm.reward..")
        .layer("theory")
        .definedBy("org.endorm.theory..")
        .layer("text")
        .definedBy("org.endorm.text..")
        .layer("engine")
        .definedBy("org.endorm.engine..")
        .layer("scoring")
        .definedBy("org.endorm.scoring..")
        .layer("baselines")
        .definedBy("org.endorm.baselines..")
        .layer("bench")
        .definedBy("org.endorm.bench..")
        .layer("cli")
        .definedBy("org.endorm.cli..")
        .whereLayer("reward")
        .mayNotAccessAnyLayer()
        .whereLayer("theory")
        .mayOnlyAccessLayers("reward")
        .whereLayer("text")
        .mayOnlyAccessLayers("reward")
        .whereLayer("engine")
        .mayOnlyAccessLayers("reward", "text")
        .whereLayer("scoring")
        .mayOnlyAccessLayers("reward", "text", "engine")
        .whereLayer("baselines")
        .mayOnlyAccessLayers("reward", "text", "scoring")
        .whereLayer("bench")
        .mayOnlyAccessLayers("reward", "text", "scoring")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(all);
  }

  @Test
  void packagesAreAcyclic() {
    slices().matching("org.endorm.(**)").should().beFreeOfCycles().check(all);
  }

  @Test
  void tensorsStayInEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.endorm.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(all);
  }

  @Test
  void thePaperNeedsNothingButTheJdk() {
    classes()
        .that()
        .resideInAnyPackage("org.endorm.reward..", "org.endorm.theory..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.jspecify..", "org.endorm.reward..", "org.endorm.theory..")
        .check(all);
  }
}
