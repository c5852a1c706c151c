/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.testing.RandomInputs;
import org.junit.jupiter.api.Test;

class DeliveryModelTest {
    @Test
    void noEventIsLostOrReorderedByAnyWorkerAndDestination() {
        RandomInputs.check(500, inputs -> {
            ModelWorker worker = new ModelWorker(inputs.random());
            for (int i = 0; i < 80; i++) {
                worker.step();
            }
            worker.finish();
        });
    }
}
