/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/troubleshooting.md} contains every message that {@link UserMessages} finds. The advice is written by
 * hand; {@code -Dreference.write=true} updates the messages.
 */
class TroubleshootingPageIT {
    private static final Path PAGE = Project.path("docs/troubleshooting.md");
    private static final String START = "<!-- The messages below are generated, the advice is not. -->\n";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(.+)` \\| [^|]+ \\| (.*) \\|$");

    /** The headings of the page, and the folders of their messages. */
    private static final Map<String, List<String>> SECTIONS = sections();

    @Test
    void everyMessageHasAdvice() throws IOException {
        String page = Files.readString(PAGE);
        Map<String, String> advice = ROW.matcher(page)
                .results()
                .collect(toMap(row -> row.group(1), row -> row.group(2), (first, second) -> first));
        String introduction = page.substring(0, page.indexOf(START) + START.length());
        String current = introduction
                + SECTIONS.entrySet().stream()
                        .map(section -> section(section.getKey(), section.getValue(), advice))
                        .collect(joining());
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(PAGE, current);
        }

        assertThat(PAGE)
                .as("update it with -Dreference.write=true, then complete the advice")
                .hasContent(current);
        assertThat(current).as("messages without advice").doesNotContain("|  |");
    }

    private static String section(String heading, List<String> folders, Map<String, String> advice) {
        Map<String, String> messages =
                UserMessages.of(folders.stream().map(Project::path).toList());
        return "\n## " + heading + "\n\n| message | seen in | what to do |\n|---|---|---|\n"
                + messages.entrySet().stream()
                        .map(message -> row(message.getKey().replace("|", "/"), message.getValue(), advice))
                        .collect(joining());
    }

    private static String row(String message, String seenIn, Map<String, String> advice) {
        return "| `" + message + "` | " + seenIn + " | " + advice.getOrDefault(message, "") + " |\n";
    }

    private static Map<String, List<String>> sections() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        sections.put("Source", List.of("source-connector/dynamodb-streams"));
        sections.put("All sinks", List.of("sink-connectors/delivery"));
        sections.put("Webhook", List.of("sink-connectors/http-webhook"));
        sections.put("Firestore", List.of("sink-connectors/firestore"));
        sections.put("Read models", List.of("sink-connectors/read-model"));
        sections.put("gRPC fan-out", List.of("sink-connectors/grpc-api", "sink-connectors/grpc-fan-out"));
        sections.put("Transform", List.of("transforms"));
        sections.put("Several plugins", List.of("aws", "change-event", "connector-support"));
        return sections;
    }
}
