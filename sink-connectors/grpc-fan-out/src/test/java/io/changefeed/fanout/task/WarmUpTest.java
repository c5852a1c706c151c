/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.fanout.ring.Ring;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static void put(WarmUp warmUp, int times) {
        for (int i = 0; i < times; i++) {
            warmUp.recordPoll(0, new ReadProgress(partition -> OptionalLong.empty()), new Ring(1, 1));
        }
    }

    @Test
    void emptyPollsBeforeTheAssignmentDoNotCount() {
        WarmUp warmUp = new WarmUp();
        put(warmUp, 50);
        warmUp.recordAssignment();

        put(warmUp, 9);
        assertThat(warmUp.isDone()).isFalse();
        put(warmUp, 1);
        assertThat(warmUp.isDone()).isTrue();
    }
}
