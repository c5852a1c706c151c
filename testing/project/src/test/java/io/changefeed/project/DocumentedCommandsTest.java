/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.MarkdownPage;
import io.changefeed.testing.MarkdownPage.CodeBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A test runs each block of commands of the pages, or a comment in the page has the reason why none does.
 *
 * <p>The tests name the blocks that they run in calls of {@link io.changefeed.testing.DocumentedCommands}.
 */
class DocumentedCommandsTest {
    private static final Pattern CALL =
            Pattern.compile("\\brun(?:Each)?\\(\\s*\"([^\"]+\\.md)\",\\s*\"([^\"]+)\",\\s*([0-9]+)\\b");
    private static final Pattern BLOCK_NOT_RUN = Pattern.compile("not run: .+");
    private static final Pattern PAGE_NOT_RUN = Pattern.compile("no commands of this page are run: .+");

    private final List<MarkdownPage> pages = Documents.all();

    @Test
    void everyBlockIsRunByATestOrMarkedWithAReason() throws IOException {
        Set<String> marked = new TreeSet<>();
        Set<String> unmarked = new TreeSet<>();
        for (MarkdownPage page : pages) {
            boolean isPageMarked = page.comments().stream()
                    .anyMatch(text -> PAGE_NOT_RUN.matcher(text).matches());
            commands(page).forEach((block, code) -> {
                boolean isMarked = BLOCK_NOT_RUN.matcher(code.comment()).matches();
                (isMarked || isPageMarked ? marked : unmarked).add(block);
            });
        }

        assertThat(blocksThatTestsRun())
                .as("blocks that tests run, compared with blocks without the comment 'not run: <reason>'")
                .isEqualTo(unmarked);
        System.out.println(unmarked.size() + " blocks of commands are run by tests; not run: " + marked);
    }

    @Test
    void everyBlockOfCodeStatesItsLanguage() {
        List<String> without = new ArrayList<>();
        for (MarkdownPage page : pages) {
            page.codeBlocks().stream()
                    .filter(block -> block.language().isEmpty()
                            || Set.of("bash", "shell", "console").contains(block.language()))
                    .forEach(block -> without.add(page.path() + ", " + block.section() + ": " + block.text()));
        }

        assertThat(without)
                .as("blocks that are neither sh nor text nor another language")
                .isEmpty();
    }

    @Test
    void everyBlockHasTheSyntaxOfAShell() throws IOException, InterruptedException {
        for (MarkdownPage page : pages) {
            for (CodeBlock block : commands(page).values()) {
                Process shell = new ProcessBuilder("sh", "-n", "-c", block.text())
                        .redirectErrorStream(true)
                        .start();
                String errors = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

                assertThat(shell.waitFor())
                        .as("%s: %s%n%s", page.path(), errors, block.text())
                        .isZero();
            }
        }
    }

    /** Returns the blocks of commands of a page by page, section and number. */
    private static Map<String, CodeBlock> commands(MarkdownPage page) {
        Map<String, CodeBlock> blocks = new LinkedHashMap<>();
        for (String section : new LinkedHashSet<>(page.headings())) {
            List<CodeBlock> commands = page.commands(section);
            for (int number = 1; number <= commands.size(); number++) {
                blocks.put(page.path() + ", " + section + ", " + number, commands.get(number - 1));
            }
        }
        return blocks;
    }

    private static Set<String> blocksThatTestsRun() throws IOException {
        Set<String> run = new TreeSet<>();
        for (Path file : Project.testSources()) {
            String source = Files.readString(file);
            if (source.contains("DocumentedCommands.run")) {
                CALL.matcher(source)
                        .results()
                        .forEach(call -> run.add(call.group(1) + ", " + call.group(2) + ", " + call.group(3)));
            }
        }
        return run;
    }
}
