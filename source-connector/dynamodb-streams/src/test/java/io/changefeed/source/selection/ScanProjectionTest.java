/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanProjectionTest {
    @Test
    void namesAreReplacedWithPlaceholders() {
        ScanProjection projection = new ScanProjection(List.of("name", "address.lines[0]", "address.name"));

        assertThat(projection.expression())
                .isEqualTo("#changefeed0, #changefeed1.#changefeed2[0], #changefeed1.#changefeed0");
        assertThat(projection.names())
                .containsEntry("#changefeed0", "name")
                .containsEntry("#changefeed1", "address")
                .containsEntry("#changefeed2", "lines")
                .hasSize(3);
    }

    @Test
    void keyIsAlwaysRead() {
        assertThat(new ScanProjection(List.of("name", "id"))
                        .with(List.of("id", "sort"))
                        .paths())
                .containsExactly("name", "id", "sort");
        assertThat(ScanProjection.ALL.with(List.of("id"))).isEqualTo(ScanProjection.ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.", ".a", "a[x]", "a[0", "a[0]b", "a..b", "[0]"})
    void rejectsInvalidPath(String path) {
        assertThatThrownBy(() -> new ScanProjection(List.of(path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + path + "' is neither an attribute name nor a path such as address.lines[0]");
    }

    @Test
    void rejectsOverlappingPaths() {
        assertThatThrownBy(() -> new ScanProjection(List.of("address.city", "address")))
                .hasMessage("'address.city' is already included in 'address'");
        assertThatThrownBy(() -> new ScanProjection(List.of("name", "name")))
                .hasMessage("'name' is already included in 'name'");
    }
}
