/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Test;

/**
 * Prints the combined coverage of all tests, for each module and in total. Needs {@code -Pcoverage}. It excludes
 * generated code, and code that runs in child processes such as Connect workers.
 */
class CoverageIT {
    @Test
    void coverageIsPrinted() throws IOException {
        List<File> recordings = Project.modules().stream()
                .map(module -> Project.path(module + "/target/jacoco.exec"))
                .filter(Files::exists)
                .map(Path::toFile)
                .toList();
        assumeThat(recordings).as("recordings of JaCoCo").isNotEmpty();
        ExecFileLoader executions = new ExecFileLoader();
        for (File recording : recordings) {
            executions.load(recording);
        }
        CoverageBuilder total = new CoverageBuilder();
        for (String module : Project.modules()) {
            File classes = Project.path(module + "/target/classes").toFile();
            if (Files.exists(Project.path(module + "/src/main/java")) && classes.exists()) {
                CoverageBuilder builder = new CoverageBuilder();
                new Analyzer(executions.getExecutionDataStore(), builder).analyzeAll(classes);
                new Analyzer(executions.getExecutionDataStore(), total).analyzeAll(classes);
                print(module, builder);
            }
        }
        print("total", total);

        assertThat(total.getBundle("total").getLineCounter().getCoveredCount()).isPositive();
    }

    private static void print(String name, CoverageBuilder coverage) {
        ICounter lines = coverage.getBundle(name).getLineCounter();
        ICounter branches = coverage.getBundle(name).getBranchCounter();
        System.out.println(String.format(
                Locale.ROOT,
                "coverage of %s: %.0f %% of %d lines, %.0f %% of %d branches",
                name,
                percent(lines),
                lines.getTotalCount(),
                percent(branches),
                branches.getTotalCount()));
    }

    private static double percent(ICounter counter) {
        return counter.getTotalCount() == 0 ? 0 : 100 * counter.getCoveredRatio();
    }
}
