/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionTest {
    @Test
    void everyNameHasAPlaceholderSoThatNoneIsReserved() {
        Projection projection = new Projection(List.of("name", "address.lines[0]", "address.name"));

        assertThat(projection.expression())
                .isEqualTo("#changefeed0, #changefeed1.#changefeed2[0], #changefeed1.#changefeed0");
        assertThat(projection.names())
                .containsEntry("#changefeed0", "name")
                .containsEntry("#changefeed1", "address")
                .containsEntry("#changefeed2", "lines")
                .hasSize(3);
    }

    @Test
    void theKeyIsAlwaysRead() {
        assertThat(new Projection(List.of("name", "id"))
                        .with(List.of("id", "sort"))
                        .paths())
                .containsExactly("name", "id", "sort");
        assertThat(Projection.ALL.with(List.of("id"))).isEqualTo(Projection.ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.", ".a", "a[x]", "a[0", "a[0]b", "a..b", "[0]"})
    void whatIsNoPathIsRefused(String path) {
        assertThatThrownBy(() -> new Projection(List.of(path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + path + "' is neither an attribute's name nor a path such as address.lines[0]");
    }

    @Test
    void whatIsReadTwiceIsRefusedAsDynamoDbWould() {
        assertThatThrownBy(() -> new Projection(List.of("address.city", "address")))
                .hasMessage("'address.city' is read with 'address' already");
        assertThatThrownBy(() -> new Projection(List.of("name", "name")))
                .hasMessage("'name' is read with 'name' already");
    }
}
