/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.dispatch.DeliveryMeter;
import io.changefeed.delivery.dispatch.DeliveryMeter.Recorder;
import io.changefeed.delivery.dispatch.DeliveryMeter.Result;
import java.time.Duration;

/** A recorder for tests that do not read rates and latencies. */
final class UnrecordedDeliveries implements Recorder {
    static DeliveryMeter meter() {
        return new DeliveryMeter(new UnrecordedDeliveries());
    }

    @Override
    public void count(Result result) {}

    @Override
    public void latency(Duration latency) {}
}
