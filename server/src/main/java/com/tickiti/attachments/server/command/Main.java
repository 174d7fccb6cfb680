package com.tickiti.attachments.server.command;

/** The entry of {@code attachments-server.jar}; see {@code --help}. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(AttachmentsCommand.commandLine(System.getenv()).execute(arguments));
  }
}
