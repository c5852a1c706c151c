/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.number;
import static io.changefeed.delivery.Changes.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A JavaScript subscriber that discovers the API by reflection. It needs node, npm and the packages in
 * {@code src/test/js/package.json}, which npm downloads once.
 */
class GrpcJsTest {
    private static final Path SOURCES = Path.of("src/test/js");
    private static final Path FOLDER = Path.of("target/js");
    private static final int MINUTES = 2;

    @Test
    void javaScriptClientSubscribesByReflection() throws Exception {
        boolean isInstalled = isInstalled();
        System.out.println(
                isInstalled
                        ? "Running the client with @grpc/grpc-js"
                        : "Skipping the client with @grpc/grpc-js: node, npm or its packages are not available");
        assumeTrue(isInstalled);
        try (FakeConnect server = new FakeConnect(1, Map.of()).start().awaitServing()) {
            server.send(List.of(order("a", 1, "paid"), order("b", 2, "open"), order("c", 3, "paid")));

            assertThat(run("node", "subscribe.js", "127.0.0.1:" + server.port()))
                    .containsExactly(
                            "{\"id\":\"a/1\",\"operation\":\"OPERATION_INSERT\",\"total\":\"1\"}",
                            "{\"id\":\"c/3\",\"operation\":\"OPERATION_INSERT\",\"total\":\"3\"}",
                            "{\"rest\":0}");
        }
    }

    private static ChangeEvent order(String pk, long number, String status) {
        return change(
                Operation.INSERT,
                "orders",
                pk,
                number,
                Optional.empty(),
                item(pk, Map.of("status", text(status), "total", number(number))));
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            Files.createDirectories(FOLDER);
            for (String file : List.of("package.json", "subscribe.js")) {
                Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
                run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock");
            }
            run("node", "--version");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output.lines().toList();
    }
}
