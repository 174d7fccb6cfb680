package com.tickiti.attachments.server;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tickiti.attachments.server.access.AccessPolicy;
import com.tickiti.attachments.server.download.DownloadPolicy;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between packages and modules, held. */
@AnalyzeClasses(
    packages = "com.tickiti.attachments",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String SERVER = "com.tickiti.attachments.server";

  @ArchTest
  static final ArchRule model_dependsOnNothing =
      classes()
          .that()
          .resideInAPackage(SERVER + ".model")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              SERVER + ".model", "com.tickiti.attachments.wire", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule policy_doesNoIo =
      noClasses()
          .that()
          .belongToAnyOf(AccessPolicy.class, DownloadPolicy.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.nio..",
              "java.net..",
              "java.time..",
              "java.sql..",
              "org.jooq..",
              "io.grpc..",
              "org.slf4j..",
              SERVER + ".blob..",
              SERVER + ".metadata..");

  @ArchTest
  static final ArchRule jooq_onlyInMetadataAndDatabase =
      noClasses()
          .that()
          .resideOutsideOfPackages(SERVER + ".metadata..", SERVER + ".database")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jooq..", "org.flywaydb..", "java.sql..", "org.postgresql..");

  @ArchTest
  static final ArchRule tika_onlyInFiletype =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVER + ".filetype")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.tika..");

  @ArchTest
  static final ArchRule s3_onlyInItsStore =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVER + ".blob.s3")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule blob_knowsTheModelAlone =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".blob..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(SERVER + "..")
                  .and(resideOutsideOfPackages(SERVER + ".blob..", SERVER + ".model")));

  @ArchTest
  static final ArchRule kindsOfBlobStore_areKnownWhereStoresAreOpenedOrSet =
      noClasses()
          .that()
          .resideOutsideOfPackages(SERVER + ".blob.disk", SERVER + ".blob.s3")
          .and()
          .resideOutsideOfPackages(SERVER + ".data", SERVER + ".settings")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER + ".blob.disk", SERVER + ".blob.s3");

  @ArchTest
  static final ArchRule health_knowsNoComponent =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".health")
          .should()
          .dependOnClassesThat(
              resideInAPackage(SERVER + "..").and(resideOutsideOfPackages(SERVER + ".health")));

  @ArchTest
  static final ArchRule staging_dependsOnNothing =
      classes()
          .that()
          .resideInAPackage(SERVER + ".staging")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(SERVER + ".staging", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule edge_knowsNoServerClass =
      noClasses()
          .that()
          .resideInAPackage("com.tickiti.attachments.edge..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SERVER + "..");

  @ArchTest
  static final ArchRule proto_knowsNobody =
      noClasses()
          .that()
          .resideInAnyPackage("com.tickiti.attachments.v1..", "com.tickiti.attachments.error..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER + "..", "com.tickiti.attachments.edge..");

  @ArchTest
  static final ArchRule client_isKnownToNobodyAndKnowsOnlyProto =
      slices()
          .matching("com.tickiti.attachments.(client|server|edge)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              resideInAPackage(SERVER + ".."), resideInAPackage("com.tickiti.attachments.edge.."));

  @ArchTest
  static final ArchRule decisions_knowNeitherGrpcNorSql =
      noClasses()
          .that()
          .resideInAnyPackage(
              SERVER + ".access",
              SERVER + ".download",
              SERVER + ".blob..",
              SERVER + ".upload",
              SERVER + ".ticket",
              SERVER + ".archive")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "org.jooq..", "java.sql..", SERVER + ".grpc");

  @ArchTest
  static final ArchRule access_knowsNothingOfWhatIsDoneBehindIt =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".access")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              SERVER + ".download",
              SERVER + ".upload",
              SERVER + ".ticket",
              SERVER + ".archive",
              SERVER + ".metadata..",
              SERVER + ".database");

  @ArchTest
  static final ArchRule handlers_standOnAccessAndNeverOnEachOther =
      slices().matching(SERVER + ".(download|upload|ticket)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule context_isReadOnlyWhereACallComesIn =
      noClasses()
          .that()
          .resideInAPackage(SERVER + "..")
          .and()
          .doNotHaveSimpleName("CallInterceptor")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.grpc.Context");

  @ArchTest
  static final ArchRule limits_onlyCount =
      classes()
          .that()
          .resideInAnyPackage(SERVER + ".limit", "com.tickiti.attachments.edge.limit")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              SERVER + ".limit",
              SERVER + ".model",
              "com.tickiti.attachments.edge.limit",
              "com.tickiti.attachments.edge.settings", // and picocli: how limits are declared
              "picocli..",
              "com.google.common..",
              "com.sun.management",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule audit_knowsTheModelAlone =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".audit")
          .should()
          .dependOnClassesThat(
              resideInAPackage(SERVER + "..")
                  .and(resideOutsideOfPackages(SERVER + ".audit", SERVER + ".model")))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "org.jooq..");

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices()
          .matching("com.tickiti.attachments.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(resideInAPackage("..generated.."), alwaysTrue())
          .ignoreDependency(resideInAPackage("..client.internal"), alwaysTrue());

  @ArchTest
  static final ArchRule embeddedPostgres_knowsNoRelations =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".postgres")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jooq..", "org.flywaydb..", SERVER + ".metadata..");

  @ArchTest
  static final ArchRule onlyTheRootAndCommands_composeObjects =
      noClasses()
          .that()
          .resideInAnyPackage(
              SERVER + ".access",
              SERVER + ".audit",
              SERVER + ".download",
              SERVER + ".grpc",
              SERVER + ".metadata..",
              SERVER + ".database",
              SERVER + ".postgres",
              SERVER + ".health",
              SERVER + ".maintenance",
              SERVER + ".manifest",
              SERVER + ".demo",
              SERVER + ".blob..",
              SERVER + ".staging",
              SERVER + ".filetype",
              SERVER + ".limit",
              SERVER + ".ticket",
              SERVER + ".upload")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER, SERVER + ".command");
}
