package com.tickiti.attachments.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the client's packages, held. */
@AnalyzeClasses(
    packagesOf = AttachmentClient.class,
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String CLIENT = "com.tickiti.attachments.client";

  /** What it needs, every caller can have. */
  @ArchTest
  static final ArchRule commandLine_usesOnlyThePublicPackage =
      noClasses()
          .that()
          .resideInAPackage(CLIENT + ".cli")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT + ".internal..", "io.grpc..");

  @ArchTest
  static final ArchRule library_knowsNeitherTheCommandLineNorItsDependencies =
      noClasses()
          .that()
          .resideInAnyPackage(CLIENT, CLIENT + ".internal")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT + ".cli", "picocli..", "me.tongfei..");
}
