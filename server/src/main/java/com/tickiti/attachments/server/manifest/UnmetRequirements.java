package com.tickiti.attachments.server.manifest;

import com.tickiti.attachments.server.metadata.helpdesk.Requirement;

/** Says which of its fields makes a line not fit the others. */
final class UnmetRequirements {

  private UnmetRequirements() {}

  static String sentence(Requirement requirement) {
    long value = requirement.value();
    return switch (requirement.kind()) {
      case USER -> "user_id: " + value + " (expected: a user of the file or recorded before)";
      case QUEUE -> "queue_id: " + value + " (expected: a queue of the file or recorded before)";
      case TICKET -> "ticket_id: " + value + " (expected: a ticket of the file or recorded before)";
      case RESPONSE ->
          "response_id: " + value + " (expected: a response of the file or recorded before)";
      case TICKET_NUMBER -> "number: " + value + " (expected: a number that no other ticket has)";
    };
  }
}
