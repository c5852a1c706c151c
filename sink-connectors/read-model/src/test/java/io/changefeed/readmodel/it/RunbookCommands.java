/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs commands of docs/runbooks.md as they are there, apart from addresses and the values of variables. */
record RunbookCommands(LocalStack stack) {
    /** Whether the programs that the commands need are installed; prints it if they are not. */
    static boolean areInstalled() {
        boolean areInstalled = Stream.of("kcat", "jq", "curl").allMatch(RunbookCommands::isInstalled);
        if (!areInstalled) {
            System.out.println("kcat, jq or curl is not installed: the commands of docs/runbooks.md were not run");
        }
        return areInstalled;
    }

    /**
     * Runs the first commands of a section.
     *
     * @param values of the variables that differ from the page
     * @return the lines that they print
     */
    List<String> run(String section, Map<String, String> values) throws IOException {
        String page = Files.readString(ProjectFolder.find().resolve("docs/runbooks.md"));
        String text = page.substring(page.indexOf("## " + section + "\n")).replace("\n   ", "\n");
        int start = text.indexOf("```\n") + 4;
        String commands = text.substring(start, text.indexOf("\n```", start))
                .replace("http://localhost:8083", stack.worker().address().toString())
                .replace("localhost:9092", stack.broker().bootstrapServers());
        for (Map.Entry<String, String> value : values.entrySet()) {
            String assignment = "(?m)(^| )" + value.getKey() + "=\\S+";
            assertThat(commands).containsPattern(assignment);
            commands = commands.replaceFirst(assignment, "$1" + value.getKey() + "=" + value.getValue());
        }
        Process shell = new ProcessBuilder("sh", "-c", commands)
                .redirectErrorStream(true)
                .start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static boolean isInstalled(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
