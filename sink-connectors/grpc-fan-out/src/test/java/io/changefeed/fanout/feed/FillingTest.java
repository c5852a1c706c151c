/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.fanout.ring.Ring;
import org.junit.jupiter.api.Test;

class FillingTest {
    private static void put(Filling filling, int times) {
        for (int i = 0; i < times; i++) {
            filling.put(0, new Ring(1, 1));
        }
    }

    @Test
    void pollsBeforeThePartitionsWereAssignedDoNotShowThatNothingMoreComes() {
        Filling filling = new Filling();
        put(filling, 50);
        filling.assigned();

        put(filling, 9);
        assertThat(filling.isDone()).isFalse();
        put(filling, 1);
        assertThat(filling.isDone()).isTrue();
    }
}
