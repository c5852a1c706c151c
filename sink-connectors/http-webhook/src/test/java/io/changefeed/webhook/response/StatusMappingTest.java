/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusMappingTest {
    @Test
    void statusOrRangeTakesPrecedenceOverAClass() {
        StatusMapping mapping = mapping("404,5xx", "403", "4xx,500-502");

        assertThat(mapping.conflict(StatusResult.RETRY)).isEmpty();
        assertThat(mapping.conflict(StatusResult.FAIL)).isEmpty();
        assertThat(mapping.conflict(StatusResult.REJECT)).isEmpty();
        assertThat(mapping.result(404)).isEqualTo(StatusResult.RETRY);
        assertThat(mapping.result(403)).isEqualTo(StatusResult.FAIL);
        assertThat(mapping.result(402)).isEqualTo(StatusResult.REJECT);
        assertThat(mapping.result(499)).isEqualTo(StatusResult.REJECT);
        assertThat(mapping.result(500)).isEqualTo(StatusResult.REJECT);
        assertThat(mapping.result(502)).isEqualTo(StatusResult.REJECT);
        assertThat(mapping.result(503)).isEqualTo(StatusResult.RETRY);
    }

    @Test
    void statusWithoutAResultIsRetried() {
        assertThat(mapping("", "400", "401").result(402)).isEqualTo(StatusResult.RETRY);
    }

    @ParameterizedTest
    @CsvSource({
        "'404', '', '404', 404",
        "'404', '', '400-404', 400-404",
        "'404', '', '404-410', 404-410",
        "'400-410', '', '4xx,405', 405",
        "'4xx', '', '4xx', 4xx",
        "'', '4xx', '404,4xx', 4xx"
    })
    void statusThatTwoResultsClaimIsAConflict(String retry, String fail, String reject, String range) {
        assertThat(mapping(retry, fail, reject).conflict(StatusResult.REJECT)).hasValueSatisfying(conflict -> {
            assertThat(conflict.range().text()).isEqualTo(range);
            assertThat(conflict.other()).isEqualTo(fail.isEmpty() ? StatusResult.RETRY : StatusResult.FAIL);
        });
    }

    @ParameterizedTest
    @CsvSource({"'400-404', '405'", "'405', '400-404'", "'4xx', '5xx'", "'404,404', '4xx'"})
    void differentStatusesAreNoConflict(String retry, String reject) {
        assertThat(mapping(retry, "", reject).conflict(StatusResult.REJECT)).isEmpty();
        assertThat(mapping(retry, "", reject).conflict(StatusResult.RETRY)).isEmpty();
    }

    private static StatusMapping mapping(String retry, String fail, String reject) {
        return new StatusMapping(Map.of(
                StatusResult.RETRY, StatusRange.parse(retry),
                StatusResult.FAIL, StatusRange.parse(fail),
                StatusResult.REJECT, StatusRange.parse(reject)));
    }
}
