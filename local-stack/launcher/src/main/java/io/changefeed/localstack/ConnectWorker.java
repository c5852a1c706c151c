/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A distributed Connect worker with only Kafka on its class path. It is configured by {@code
 * config/worker/local-stack.properties}; the launcher adds the addresses and the plugin path.
 */
public final class ConnectWorker extends StackProcess {
    private static final String MAIN = "org.apache.kafka.connect.cli.ConnectDistributed";

    private final String name;
    private final DataFolder data;
    private final Path settings;
    private final Path plugins;
    private final Map<String, String> overrides;

    ConnectWorker(
            String title,
            String name,
            Jvm jvm,
            String classPath,
            DataFolder data,
            int port,
            Path settings,
            Path plugins,
            Map<String, String> overrides) {
        super(title, name, jvm, classPath, data, port);
        this.name = name;
        this.data = data;
        this.settings = settings;
        this.plugins = plugins;
        this.overrides = Map.copyOf(overrides);
    }

    /** Returns the address of the REST API. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Returns a client of the REST API of this worker. */
    public ConnectRest rest() {
        return new ConnectRest(address());
    }

    /** Connects to the MBean server of this worker. The caller closes the connection. */
    @SuppressWarnings("BanJNDI") // the address is that of this process
    public JMXConnector connectJmx() {
        try {
            VirtualMachine jvm = VirtualMachine.attach(Long.toString(pid()));
            try {
                return JMXConnectorFactory.connect(new JMXServiceURL(jvm.startLocalManagementAgent()));
            } finally {
                jvm.detach();
            }
        } catch (AttachNotSupportedException | IOException e) {
            throw new LocalStackException("cannot connect to the MBean server of " + this + ": " + e, e);
        }
    }

    @Override
    List<String> mainAndArguments() throws IOException {
        if (!Files.isDirectory(plugins)) {
            throw new LocalStackException("no plugin folder " + plugins + ": build the project first (mvn package)");
        }
        Map<String, String> properties = PropertiesFile.read(settings);
        properties.put("plugin.path", plugins.toString());
        properties.put("listeners", address().toString());
        properties.put("rest.advertised.host.name", "127.0.0.1");
        properties.put("rest.advertised.port", String.valueOf(port()));
        properties.putAll(overrides);
        Path file = PropertiesFile.write(data.resolve(name + ".properties"), properties);
        return List.of(MAIN, file.toString());
    }

    @Override
    boolean isReady() {
        return Ports.isOpen(port()) && rest().isHealthy();
    }
}
