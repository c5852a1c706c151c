/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.local.child;

import java.util.List;
import java.util.Properties;
import kafka.Kafka;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** Formats the storage of a single broker that is also its controller, unless it is formatted, and runs it. */
public final class Broker {
    /** The same at every start: Kafka refuses storage that was formatted with another one. */
    private static final String CLUSTER_ID = "Y2hhbmdlZmVlZC1sb2NhbA";

    private Broker() {}

    /** Takes the path of the broker's properties. */
    public static void main(String[] args) throws Exception {
        Properties properties = Utils.loadProps(args[0]);
        new Formatter()
                .setClusterId(CLUSTER_ID)
                .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                .setControllerListenerName(properties.getProperty("controller.listener.names"))
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setDirectories(List.of(properties.getProperty("log.dirs")))
                .setMetadataLogDirectory(properties.getProperty("log.dirs"))
                .setIgnoreFormatted(true)
                .run();
        Kafka.main(args);
    }
}
