/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.child;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.Kafka;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.storage.internals.checkpoint.CleanShutdownFileHandler;

/** Formats the storage of a single broker that is also its controller, unless it is formatted, and runs it. */
public final class Broker {
    /** The same at every start: Kafka refuses storage that was formatted with another one. */
    private static final String CLUSTER_ID = "Y2hhbmdlZmVlZC1sb2NhbA";

    private Broker() {}

    /** Takes the path of the broker's properties. */
    public static void main(String[] args) throws Exception {
        Properties properties = Utils.loadProps(args[0]);
        Path logs = Path.of(properties.getProperty("log.dirs"));
        boolean wasKilled = Files.exists(logs.resolve("meta.properties"))
                && !new CleanShutdownFileHandler(logs.toString()).exists();
        new Formatter()
                .setClusterId(CLUSTER_ID)
                .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                .setControllerListenerName(properties.getProperty("controller.listener.names"))
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setDirectories(List.of(logs.toString()))
                .setMetadataLogDirectory(logs.toString())
                .setIgnoreFormatted(true)
                .run();
        if (wasKilled) {
            forgetTheLastLife(properties);
        }
        Kafka.main(args);
    }

    /**
     * Has the controller, running alone, take the leadership of all partitions from the broker's last life.
     *
     * <p>Without this, a broker that comes back before its session expires believes that it still leads, sets out to finish
     * the transactions that were being committed when it was killed, loses its leadership for a moment as its new life is
     * registered, finds no leader to tell, and takes the partitions for deleted. Their transactions then stay open for
     * ever, and nobody reads committed records past them; Connect reads its offsets so.
     */
    private static void forgetTheLastLife(Properties properties) throws ExecutionException, InterruptedException {
        String controller = properties.getProperty("controller.quorum.voters").replaceFirst(".*@", "");
        Properties alone = new Properties();
        alone.putAll(properties);
        alone.put("process.roles", "controller");
        alone.put("listeners", properties.getProperty("controller.listener.names") + "://" + controller);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(alone), Time.SYSTEM);
        server.startup();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG, controller))) {
            admin.unregisterBroker(Integer.parseInt(properties.getProperty("node.id")))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // Killed before it was registered.
            if (!(e.getCause() instanceof BrokerIdNotRegisteredException)) {
                throw e;
            }
        } finally {
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
