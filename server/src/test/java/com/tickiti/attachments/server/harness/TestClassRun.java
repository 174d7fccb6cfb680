package com.tickiti.attachments.server.harness;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.util.Arrays;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/**
 * Runs test classes in a JVM of their own until one test fails, and prints a line {@code failed
 * NAME: THROWABLE} for it, or {@code broken NAME: THROWABLE} for a class that could not run its
 * tests, then {@code ran N}.
 */
public final class TestClassRun {

  private TestClassRun() {}

  public static void main(String... classNames) {
    // What the tests themselves print is not the answer.
    PrintStream answer = System.out;
    System.setOut(System.err);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(classNames)
                    .map(name -> (DiscoverySelector) selectClass(name))
                    .toList())
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    CancellationToken failed = CancellationToken.create();
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.executionRequest(request)
                .listeners(listener, cancelOnFailure(failed))
                .cancellationToken(failed)
                .build());
    TestExecutionSummary summary = listener.getSummary();
    for (Failure failure : summary.getFailures()) {
      String thrown = failure.getException().toString().replaceAll("\\s+", " ");
      TestIdentifier identifier = failure.getTestIdentifier();
      answer.println(
          (identifier.isTest() ? "failed " : "broken ")
              + identifier.getDisplayName()
              + ": "
              + thrown);
    }
    answer.println("ran " + summary.getTestsFoundCount());
    System.exit(0); // Servers' threads do not hold it.
  }

  private static TestExecutionListener cancelOnFailure(CancellationToken token) {
    return new TestExecutionListener() {
      @Override
      public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
          token.cancel();
        }
      }
    };
  }
}
