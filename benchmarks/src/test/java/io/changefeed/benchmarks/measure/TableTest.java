/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.benchmarks.measure.Table.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static Table table(double rate, double ratio) {
        return new Table("sides", Column.whole("records/s"), Column.hundredths("of (a)"))
                .row("(a) loop", 40_000)
                .row("(b) connector", rate, ratio);
    }

    @Test
    void tableIsMarkdownWithAlignedColumns() {
        assertThat(table(10_000, 0.25).note("A note.")).hasToString("""
                | sides         | records/s | of (a) |
                | ------------- | --------: | -----: |
                | (a) loop      |    40,000 |        |
                | (b) connector |    10,000 |   0.25 |

                A note.""");
    }

    @Test
    void medianOfEachCellIsShownWithTheNotesOfAllRuns() {
        Table medians = Table.medians(List.of(
                table(9_000, 0.3).note("first"),
                table(11_000, 0.1),
                table(10_000, 0.2).note("third")));

        assertThat(medians.toString()).contains("| (b) connector |    10,000 |   0.20 |", "first", "third");
    }

    @Test
    void rowsOfAnotherHeapAreComparedWithThoseOfTheDefault() {
        Table compared = table(10_000, 0.25).compared(table(9_000, 0.2), ", small heap", "of the default");

        assertThat(compared.toString().lines())
                .element(5)
                .asString()
                .isEqualTo("| (b) connector, small heap |     9,000 |   0.20 |           0.90 |");
    }

    @Test
    void rowsWithTheSameNameAreRejected() {
        Table table = table(1, 1);

        assertThatThrownBy(() -> table.row("(a) loop")).isInstanceOf(IllegalArgumentException.class);
    }
}
