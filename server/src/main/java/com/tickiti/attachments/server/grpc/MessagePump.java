package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves messages into a call as fast as its reader takes them, closes their source when the call
 * ends, and has it noted how. grpc-java runs all callbacks of one call one after the other.
 */
final class MessagePump<T> {

  private static final Logger log = LoggerFactory.getLogger(MessagePump.class);

  private final MessageSource<T> source;
  private final Caller caller;
  private final ServerCallStreamObserver<T> call;
  private boolean ended;

  private MessagePump(MessageSource<T> source, Caller caller, ServerCallStreamObserver<T> call) {
    this.source = source;
    this.caller = caller;
    this.call = call;
  }

  /** Sends {@code first}, and then what {@code source} has, which is closed at the end. */
  static <T> void send(
      T first, MessageSource<T> source, Caller caller, ServerCallStreamObserver<T> call) {
    MessagePump<T> pump = new MessagePump<>(source, caller, call);
    call.setOnCancelHandler(pump::cancelled);
    call.setOnCloseHandler(source::completed);
    call.setOnReadyHandler(pump::pump);
    call.onNext(first);
    pump.pump();
  }

  /** Sends messages while the call takes more; the end follows the last one unasked. */
  private void pump() {
    try {
      while (!ended && call.isReady() && source.hasNext()) {
        call.onNext(source.next());
      }
      if (!ended && !source.hasNext()) {
        end();
        call.onCompleted();
      }
    } catch (IOException | RuntimeException e) {
      end();
      source.failed(e);
      call.onError(Failures.toStatus(e, caller));
    }
  }

  /** The caller has gone away, also while the last messages were on their way. */
  private void cancelled() {
    end();
    source.cancelled();
  }

  /** Lets go of the source. */
  private void end() {
    ended = true;
    try {
      source.close();
    } catch (IOException e) {
      log.warn("request {}: {}", caller.requestId(), e.toString());
    }
  }
}
