/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.MarkdownPage.CodeBlock;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * Runs the commands of a page as they are there, apart from addresses, names and the values of variables.
 *
 * <p>Each block of commands in the pages is run with this class, or its page says that no test runs it. A test of the
 * whole project searches the tests for the calls, so page, section and number must be literals.
 */
public final class DocumentedCommands {
    private DocumentedCommands() {}

    /**
     * Runs a block of commands in the root of the repository. The shell stops at the first command that fails.
     *
     * @param page relative to the root of the repository
     * @param section the text of the heading above the block
     * @param number of the block below the heading, from 1
     * @param replacements texts of the page, and what replaces them. A key that ends with {@code =} is a variable, and
     *     its value is replaced
     * @return what the commands print, errors included
     * @throws AssertionError if the page has no such block, if a text to replace is missing, or if a command fails
     */
    public static String run(String page, String section, int number, Map<String, String> replacements)
            throws IOException, InterruptedException {
        return shell(adapted(page, block(page, section, number), replacements));
    }

    /**
     * Runs the parts of a block one after the other, each in a shell, with a check after each.
     *
     * @param start matches the start of each part but the first, at the start of a line
     * @param checks get what the part prints, errors included; one for each part
     * @throws AssertionError as {@link #run}
     */
    public static void runEach(
            String page, String section, int number, Map<String, String> replacements, String start, List<Check> checks)
            throws IOException, InterruptedException {
        List<String> parts = List.of(
                adapted(page, block(page, section, number), replacements).split("\n(?=" + start + ")", -1));
        assertThat(parts).as("parts of the commands of %s, %s", page, section).hasSameSizeAs(checks);
        for (int i = 0; i < parts.size(); i++) {
            checks.get(i).accept(shell(parts.get(i)));
        }
    }

    /** Checks the effect of commands. */
    @FunctionalInterface
    public interface Check {
        void accept(String output) throws IOException, InterruptedException;
    }

    /** Whether the programs that commands need are installed. Prints those that are missing. */
    public static boolean areInstalled(String... programs) {
        List<String> missing =
                Stream.of(programs).filter(program -> !isInstalled(program)).toList();
        if (!missing.isEmpty()) {
            System.out.println(missing + " not installed: documented commands were not run");
        }
        return missing.isEmpty();
    }

    private static CodeBlock block(String page, String section, int number) {
        List<CodeBlock> blocks = MarkdownPage.of(page).commands(section);
        assertThat(blocks).as("blocks of commands of %s, %s", page, section).hasSizeGreaterThanOrEqualTo(number);
        return blocks.get(number - 1);
    }

    private static String adapted(String page, CodeBlock block, Map<String, String> replacements) {
        String commands = block.text();
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            String text = replacement.getKey();
            if (text.endsWith("=")) {
                String assignment = "(?m)(^| )" + text + "\\S+";
                assertThat(commands).as(page).containsPattern(assignment);
                commands = commands.replaceFirst(
                        assignment, "$1" + Matcher.quoteReplacement(text + replacement.getValue()));
            } else {
                assertThat(commands).as(page).contains(text);
                commands = commands.replace(text, replacement.getValue());
            }
        }
        return commands;
    }

    private static String shell(String commands) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-e", "-c", commands)
                .directory(MarkdownPage.root().toFile())
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor())
                .as("exit status of%n%s%nwith the output%n%s", commands, output)
                .isZero();
        return output;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
