/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneKeyTest {
    private static LaneKey key(String tenant, String order) {
        return new LaneKey(
                "eu-central-1",
                "123456789012",
                "orders",
                new ItemKey(Map.of("tenant", new ItemValue.S(tenant), "order", new ItemValue.S(order))));
    }

    @Test
    void hashesOfRelatedItemsDiffer() {
        Set<Long> hashes = new HashSet<>();
        for (int tenant = 0; tenant < 20; tenant++) {
            for (int order = 0; order < 1_000; order++) {
                hashes.add(key("t" + tenant, "o" + order).hash());
            }
        }

        assertThat(hashes).hasSize(20_000);
    }

    @Test
    void hashesOfEqualItemsAreEqual() {
        assertThat(key("t1", "o2").hash()).isEqualTo(key("t1", "o2").hash());
    }
}
