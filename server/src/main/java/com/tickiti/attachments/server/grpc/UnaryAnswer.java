package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.Caller;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Callable;

/** Answers calls that have one answer. */
final class UnaryAnswer {

  private UnaryAnswer() {}

  /** Ends {@code call} in what {@code work} returns or throws. */
  static <T> void send(StreamObserver<T> call, Caller caller, Callable<T> work) {
    T answer;
    try {
      answer = work.call();
    } catch (Exception e) {
      call.onError(Failures.toStatus(e, caller));
      return;
    }
    call.onNext(answer);
    call.onCompleted();
  }
}
