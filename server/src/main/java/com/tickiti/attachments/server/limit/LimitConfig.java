package com.tickiti.attachments.server.limit;

import com.tickiti.attachments.edge.settings.Bounds;
import picocli.CommandLine.Option;

/** How much callers may ask for. */
public record LimitConfig(
    @Option(
            names = "--token-requests-per-second",
            paramLabel = "N",
            defaultValue = "0",
            description =
                "Requests a second that one token may make in the long run; beyond them 429. 0 for"
                    + " any number (default: ${DEFAULT-VALUE}, since what is honest use is for each"
                    + " helpdesk to say).")
        @Bounds(min = 0, max = 1_000_000_000)
        double tokenRequestsPerSecond,
    @Option(
            names = "--token-burst",
            paramLabel = "N",
            defaultValue = "100",
            description =
                "Requests that it may make at once after a pause (default: ${DEFAULT-VALUE}).")
        @Bounds(min = 1)
        int tokenBurst,
    @Option(
            names = "--token-concurrency",
            paramLabel = "N",
            defaultValue = "256",
            description =
                "Calls of one token at a time; beyond them 429. 0 for any number (default:"
                    + " ${DEFAULT-VALUE}: more than two cores can be kept busy with, fewer than starve"
                    + " others).")
        @Bounds(min = 0)
        int tokenConcurrency,
    @Option(
            names = "--address-failures-per-minute",
            paramLabel = "N",
            defaultValue = "100",
            description =
                "Failed authentications a minute from one client address (IPv6: /64); beyond them 429"
                    + " without a look at the database. 0 for any number (default: ${DEFAULT-VALUE}).")
        @Bounds(min = 0)
        int addressFailures,
    @Option(
            names = "--token-failures-per-minute",
            paramLabel = "N",
            defaultValue = "100",
            description =
                "The same with one token id, from anywhere. Neither stops a token that was right in the"
                    + " last 24 hours. 0 for any number (default: ${DEFAULT-VALUE}).")
        @Bounds(min = 0)
        int tokenFailures) {}
