/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.ReferencePage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        assertThat(new ReferencePage(
                                FlattenItem.class,
                                "transforms.<name>.type",
                                "Makes a flat row of a change event: the item's attributes as fields, and `__op` (`c`, `u`,"
                                        + " `d`, `r`), `__order` (of two rows of an item, the one whose order is greater as"
                                        + " text is the newer), `__ts_ms` (when the item changed, in milliseconds) and"
                                        + " `__deleted` (a boolean). A record's key stays as it is, and so do heartbeats."
                                        + " What cannot be shown without loss is rejected: the task fails, or with"
                                        + " `errors.tolerance=all` the record goes to the dead letters.",
                                FlattenItemConfig.DEFINITION)
                        .staleness("flatten-item.md", "transforms"))
                .isEmpty();
    }
}
