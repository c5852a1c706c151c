/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Markdown table with padded cells: the first column is left-aligned, numbers are right-aligned. */
public final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... titles) {
        row(titles);
    }

    public TextTable row(String... cells) {
        rows.add(List.copyOf(Arrays.asList(cells)));
        return this;
    }

    @Override
    public String toString() {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        List<String> lines =
                new ArrayList<>(rows.stream().map(row -> line(row, widths)).toList());
        lines.add(
                1,
                IntStream.range(0, widths.length)
                        .mapToObj(column -> column == 0 ? "-".repeat(widths[0]) : "-".repeat(widths[column] - 1) + ":")
                        .collect(Collectors.joining(" | ", "| ", " |")));
        return String.join("\n", lines);
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> {
                    String padding = " ".repeat(widths[column] - row.get(column).length());
                    return column == 0 ? row.get(0) + padding : padding + row.get(column);
                })
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
