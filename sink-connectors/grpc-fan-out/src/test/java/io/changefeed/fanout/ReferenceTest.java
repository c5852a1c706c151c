/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.localstack.ReferencePage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        assertThat(new ReferencePage(
                                GrpcFanOutSinkConnector.class,
                                "Serves change events over gRPC. Connect's own properties of a sink, `topics` for one, come on"
                                        + " top.",
                                FanOutConfig.DEFINITION)
                        .staleness("grpc-fan-out.md", "sink-connectors/grpc-fan-out"))
                .isEmpty();
    }
}
