package io.veiltun.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.util.Set;

/** The arrows of DESIGN.md, held against the code. */
@AnalyzeClasses(packages = "io.veiltun", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Set<String> DOWNCALLS =
      Set.of("io.veiltun.engine.os", "io.veiltun.engine.crypto");

  @ArchTest
  static final ArchRule modulesDependOnlyAlongTheArrows =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.veiltun..")
          .withOptionalLayers(true)
          .layer("maybenot-machines")
          .definedBy("io.veiltun.maybenot..")
          .layer("engine")
          .definedBy("io.veiltun.engine..")
          .layer("daita")
          .definedBy("io.veiltun.daita..")
          .layer("multihop")
          .definedBy("io.veiltun.multihop..")
          .layer("config")
          .definedBy("io.veiltun.config..")
          .layer("cli")
          .definedBy("io.veiltun.cli..")
          .layer("bench")
          .definedBy("io.veiltun.bench..")
          .whereLayer("maybenot-machines")
          .mayNotAccessAnyLayer()
          .whereLayer("engine")
          .mayNotAccessAnyLayer()
          .whereLayer("config")
          .mayNotAccessAnyLayer()
          .whereLayer("daita")
          .mayOnlyAccessLayers("engine", "maybenot-machines")
          .whereLayer("multihop")
          .mayOnlyAccessLayers("engine")
          .whereLayer("bench")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.veiltun.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nativeCodeIsCalledInTwoPackagesOnly =
      noClasses()
          .that(liveOutside(DOWNCALLS))
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Linker.class);

  @ArchTest
  static final ArchRule protocolCodeDoesNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.veiltun.engine.noise..",
              "io.veiltun.engine.session..",
              "io.veiltun.engine.routing..",
              "io.veiltun.engine.shape..",
              "io.veiltun.maybenot..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..", "reactor..", "java.nio.channels..", "io.veiltun.engine.os..");

  @ArchTest
  static final ArchRule onlyTheSystemPackageAndTheProgramReadAClock =
      noClasses()
          .that()
          .resideInAnyPackage("io.veiltun.engine..", "io.veiltun.multihop..", "io.veiltun.daita..")
          .and()
          .resideOutsideOfPackage("io.veiltun.engine.os..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  private static DescribedPredicate<JavaClass> liveOutside(Set<String> packages) {
    return DescribedPredicate.describe(
        "live outside " + packages, type -> !packages.contains(type.getPackageName()));
  }
}
