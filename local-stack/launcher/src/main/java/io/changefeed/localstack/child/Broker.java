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

/** Formats the storage of a single broker in KRaft combined mode if necessary, and runs the broker. */
public final class Broker {
    /** Constant, because Kafka rejects storage that was formatted with another cluster id. */
    private static final String CLUSTER_ID = "Y2hhbmdlZmVlZC1sb2NhbA";

    private Broker() {}

    /** Runs the broker with the properties file in the first argument. */
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
            unregisterPreviousIncarnation(properties);
        }
        Kafka.main(args);
    }

    /**
     * Starts the controller without the broker and unregisters the previous incarnation of the broker, so that the
     * controller takes the leadership of all partitions from it.
     *
     * <p>Without this step, transactions can hang. A broker that restarts before its session expires still considers
     * itself the leader and starts to complete the transactions that were being committed when it was killed. While its
     * new incarnation is being registered, it loses the leadership for a moment, finds no leader for the transaction
     * markers, and treats the partitions as deleted. The transactions then stay open, and no read_committed consumer
     * gets past them, including Connect when it reads its offsets.
     */
    private static void unregisterPreviousIncarnation(Properties properties)
            throws ExecutionException, InterruptedException {
        String controller = properties.getProperty("controller.quorum.voters").replaceFirst(".*@", "");
        Properties controllerOnly = new Properties();
        controllerOnly.putAll(properties);
        controllerOnly.put("process.roles", "controller");
        controllerOnly.put("listeners", properties.getProperty("controller.listener.names") + "://" + controller);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(controllerOnly), Time.SYSTEM);
        server.startup();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG, controller))) {
            admin.unregisterBroker(Integer.parseInt(properties.getProperty("node.id")))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // The broker was killed before it was registered.
            if (!(e.getCause() instanceof BrokerIdNotRegisteredException)) {
                throw e;
            }
        } finally {
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
