/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Figures of named rows, printed as a Markdown table, with notes below it. */
public final class Table {
    /** A figure that does not apply to a row; its cell is empty. */
    public static final double NONE = Double.NaN;

    private final String title;
    private final List<Column> columns;
    private final Map<String, double[]> rows = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /** A column of figures. */
    public record Column(String title, DoubleFunction<String> format) {
        public static Column whole(String title) {
            return new Column(title, Numbers::whole);
        }

        public static Column tenths(String title) {
            return new Column(title, Numbers::tenths);
        }

        public static Column hundredths(String title) {
            return new Column(title, Numbers::hundredths);
        }

        String cell(double figure) {
            return Double.isNaN(figure) ? "" : format.apply(figure);
        }
    }

    /** @param title of the column with the names of the rows */
    public Table(String title, Column... columns) {
        this(title, List.of(columns));
    }

    public Table(String title, List<Column> columns) {
        this.title = title;
        this.columns = columns;
    }

    /**
     * Adds a row.
     *
     * @param name unique in the table
     * @param figures one for each of the first columns; the other cells are empty
     */
    public Table row(String name, double... figures) {
        double[] row = Arrays.copyOf(figures, columns.size());
        Arrays.fill(row, figures.length, row.length, NONE);
        if (rows.put(name, row) != null) {
            throw new IllegalArgumentException("two rows are named '" + name + "'");
        }
        return this;
    }

    /** Adds a paragraph below the table. */
    public Table note(String text) {
        notes.add(text);
        return this;
    }

    /** Returns the medians of all cells of tables with the same rows, and all their notes. */
    public static Table medians(List<Table> runs) {
        Table first = runs.get(0);
        Table medians = new Table(first.title, first.columns);
        first.rows
                .keySet()
                .forEach(name -> medians.row(
                        name,
                        IntStream.range(0, first.columns.size())
                                .mapToDouble(column -> median(runs, name, column))
                                .toArray()));
        runs.forEach(run -> medians.notes.addAll(run.notes));
        return medians;
    }

    private static double median(List<Table> runs, String row, int column) {
        double[] sorted = runs.stream()
                .flatMap(run -> Stream.ofNullable(run.rows.get(row)))
                .mapToDouble(figures -> figures[column])
                .sorted()
                .toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    /**
     * Returns this table with the rows of the same measurement in other circumstances, and a column that compares the
     * first figure of each such row with that of this table.
     *
     * @param circumstances appended to the names of the other rows
     * @param column the title of the comparison
     */
    public Table compared(Table other, String circumstances, String column) {
        List<Column> more = new ArrayList<>(columns);
        more.add(Column.hundredths(column));
        Table both = new Table(title, more);
        rows.forEach(both::row);
        other.rows.forEach((name, figures) -> {
            double[] compared = Arrays.copyOf(figures, more.size());
            compared[columns.size()] = figures[0] / rows.getOrDefault(name, new double[] {NONE})[0];
            both.row(name + circumstances, compared);
        });
        both.notes.addAll(notes);
        other.notes.forEach(note -> both.note(note + circumstances));
        return both;
    }

    @Override
    public String toString() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(cells(title, columns.stream().map(Column::title)));
        rows.forEach((name, figures) -> cells.add(cells(
                name,
                IntStream.range(0, figures.length).mapToObj(i -> columns.get(i).cell(figures[i])))));
        int[] widths = IntStream.range(0, columns.size() + 1)
                .map(column -> cells.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        List<String> lines =
                new ArrayList<>(cells.stream().map(row -> line(row, widths)).toList());
        lines.add(
                1,
                IntStream.range(0, widths.length)
                        .mapToObj(column -> column == 0 ? "-".repeat(widths[0]) : "-".repeat(widths[column] - 1) + ":")
                        .collect(Collectors.joining(" | ", "| ", " |")));
        notes.forEach(note -> lines.add("\n" + note));
        return String.join("\n", lines);
    }

    private static List<String> cells(String name, Stream<String> others) {
        return Stream.concat(Stream.of(name), others).toList();
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
