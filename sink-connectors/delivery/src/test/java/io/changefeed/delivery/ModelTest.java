/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class ModelTest {
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void nothingIsLostOrReorderedWhateverConnectAndTheDestinationDo(@ForAll long seed) {
        ModelConnect connect = new ModelConnect(seed);
        for (int i = 0; i < 80; i++) {
            connect.step();
        }
        connect.end();
    }
}
